package io.countersign.detection;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.runtime.PojoSerializer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.Test;

/** Everything that any operator keeps in state: each descriptor is a constant, and found here by itself. */
class StateTypesTest {

    @Test
    void shouldKeepStateUnderTheNamesItHasForEver() throws Exception {
        Set<String> names = new TreeSet<>();
        descriptors().forEach(descriptor -> names.add(descriptor.getName()));
        assertThat(names)
                .containsExactly(
                        "alert-groups",
                        "awaited-partitions",
                        "event-time",
                        "lane-ends",
                        "ledger-log",
                        "partitions",
                        "pulses",
                        "register-versions",
                        "seen-contents",
                        "seen-ids",
                        "source-progress",
                        "standings",
                        "sums",
                        "waiting");
    }

    @Test
    void shouldKeepNothingThatKryoWouldHaveToWrite() throws Exception {
        List<Class<?>> values = new ArrayList<>();
        ExecutionConfig withoutKryo = new ExecutionConfig();
        withoutKryo.configure(
                new Configuration().set(PipelineOptions.GENERIC_TYPES, false), StateTypesTest.class.getClassLoader());
        for (StateDescriptor<?, ?> descriptor : descriptors()) {
            descriptor.initializeSerializerUnlessSet(withoutKryo);
            addPojo(elementSerializer(descriptor), values);
        }
        assertThat(values)
                .extracting(Class::getSimpleName)
                .containsExactlyInAnyOrder(
                        "Waiting",
                        "StoredVersion",
                        "SourceProgress",
                        "GroupTotal",
                        "End",
                        "Standing",
                        "Pulse",
                        "PartitionEnd");
        values.forEach(PojoTestUtils::assertSerializedAsPojoWithoutKryo);
    }

    private static TypeSerializer<?> elementSerializer(StateDescriptor<?, ?> descriptor) {
        if (descriptor instanceof ListStateDescriptor<?> list) {
            return list.getElementSerializer();
        }
        if (descriptor instanceof ValueStateDescriptor<?> value) {
            return value.getSerializer();
        }
        return ((MapStateDescriptor<?, ?>) descriptor).getValueSerializer();
    }

    private static void addPojo(TypeSerializer<?> serializer, List<Class<?>> values) throws Exception {
        if (serializer instanceof PojoSerializer<?>) {
            Field type = PojoSerializer.class.getDeclaredField("clazz");
            type.setAccessible(true);
            values.add((Class<?>) type.get(serializer));
        }
    }

    private static List<StateDescriptor<?, ?>> descriptors() throws Exception {
        List<StateDescriptor<?, ?>> descriptors = new ArrayList<>();
        for (JavaClass each : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.countersign.detection")) {
            for (JavaField field : each.getFields()) {
                if (field.getRawType().isAssignableTo(StateDescriptor.class)) {
                    assertThat(field.getModifiers()).contains(JavaModifier.STATIC, JavaModifier.FINAL);
                    Field reflected = field.reflect();
                    reflected.setAccessible(true);
                    descriptors.add((StateDescriptor<?, ?>) reflected.get(null));
                }
            }
        }
        return descriptors;
    }
}
