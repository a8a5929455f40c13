package io.countersign.evidence.line;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a line of evidence holds (E1). */
public enum EvidenceType {
    ACTION,
    CHANGE,
    FREEZE,
    IDENTITY,
    CREDENTIAL,
    RECORDING,
    MARK,
    VERDICT,
    MATCH,
    ACCOUNTING,
    HEARTBEAT;

    private static final EvidenceType[] ALL = values();
    private static final Map<String, EvidenceType> BY_NAME = new HashMap<>();

    static {
        for (EvidenceType type : values()) {
            BY_NAME.put(type.wireName(), type);
        }
    }

    private final String wireName = name().toLowerCase(Locale.ROOT);

    @SuppressWarnings("ImmutableEnumChecker") // Never changed.
    private final byte[] wireBytes = wireName.getBytes(StandardCharsets.US_ASCII);

    private final long start = EightBytes.start(Arrays.copyOf(wireBytes, wireBytes.length + 8), 0, wireBytes.length);

    /** The member {@code type} of a line. */
    public String wireName() {
        return wireName;
    }

    /** The type whose name some bytes are, behind which seven more can be read; null if there is none. */
    static @Nullable EvidenceType of(byte[] bytes, int from, int to) {
        long start = EightBytes.start(bytes, from, to);
        for (EvidenceType type : ALL) {
            byte[] name = type.wireBytes;
            if (type.start == start && Arrays.equals(bytes, from, to, name, 0, name.length)) {
                return type;
            }
        }
        return null;
    }

    /** The type of a name; null if there is none. */
    public static @Nullable EvidenceType of(String wireName) {
        return BY_NAME.get(wireName);
    }

    /** Whether it is a version of a register record. */
    public boolean isRegister() {
        return this == CHANGE || this == FREEZE || this == IDENTITY || this == CREDENTIAL || this == RECORDING;
    }
}
