package io.countersign.evidence.line;

import io.countersign.schemas.record.RawReference;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Records of a class, whose components take every kind of value that they admit; without where they were read. */
final class AnyRecord {

    private static final long YEAR_2000 = 946_684_800_000L;
    private static final long YEAR_10000 = 253_402_300_800_000L;

    private final Random random;

    AnyRecord(Random random) {
        this.random = random;
    }

    /** One that its constructor accepts. */
    <T> T of(Class<T> type) {
        while (true) {
            try {
                RecordComponent[] components = type.getRecordComponents();
                Class<?>[] types =
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
                Object[] values = new Object[types.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = component(components[i]);
                }
                return type.getConstructor(types).newInstance(values);
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof IllegalArgumentException)) {
                    throw new AssertionError(e);
                }
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(e.getMessage(), e);
            }
        }
    }

    private @Nullable Object component(RecordComponent component) {
        AnnotatedType type = component.getAnnotatedType();
        boolean mayBeAbsent = type.isAnnotationPresent(Nullable.class);
        if (component.getType() == RawReference.class || (mayBeAbsent && random.nextInt(3) == 0)) {
            return null;
        }
        return value(type.getType());
    }

    private Object value(Type type) {
        if (type instanceof ParameterizedType list) {
            List<Object> elements = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                elements.add(value(list.getActualTypeArguments()[0]));
            }
            return elements;
        }
        Class<?> plain = (Class<?>) type;
        if (plain == String.class) {
            return text();
        } else if (plain == Instant.class) {
            return Instant.ofEpochMilli(YEAR_2000 + (long) (random.nextDouble() * (YEAR_10000 - YEAR_2000)));
        } else if (plain == long.class || plain == Long.class) {
            return random.nextLong() >> (11 + random.nextInt(50));
        } else if (plain == int.class || plain == Integer.class) {
            return 1 + random.nextInt(11);
        } else if (plain == Boolean.class) {
            return random.nextBoolean();
        } else if (plain.isEnum()) {
            Object[] constants = plain.getEnumConstants();
            return constants[random.nextInt(constants.length)];
        }
        return of(plain);
    }

    private String text() {
        if (random.nextInt(6) == 0) {
            return "\"\\/\b\t\n\f\r\u0000\u001f\u007f\u2028\u202e\ufeff\ud83d\ude00\udbff\udfff";
        }
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            int codePoint = random.nextInt(random.nextBoolean() ? 0x80 : Character.MAX_CODE_POINT + 1);
            boolean isSurrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            text.appendCodePoint(isSurrogate ? 'x' : codePoint);
        }
        return text.toString();
    }
}
