package io.countersign.detection.settings;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;

/** The reference page of the options, made from the options themselves. */
final class OptionsReference {

    private static final String INTRODUCTION = """
            # Configuration

            <!-- Made from DetectionOptions; OptionsReferenceTest says how to make it again. -->

            A settings file is YAML. Keys may be nested or written with dots. `-Dkey=value` on the command line wins over
            the file. `${file:/path}` and `${env:NAME}` in a value stand for the text of a file and for a variable of the
            environment; what they bring is never shown. Every problem of a file is reported at once, and an unknown key
            is one. Durations are ISO 8601: `PT10S`, `PT1H`, `P31D` (a day is 24 hours).

            ```yaml
            kafka:
              bootstrap.servers: broker-1:9093,broker-2:9093
              transactional.id.prefix: countersign-prod
              properties:
                security.protocol: SASL_SSL
                sasl.mechanism: SCRAM-SHA-512
                sasl.jaas.config: ${file:/run/secrets/kafka.jaas}
            rules: rules/
            assets: assets.yaml
            checkpoint.directory: s3://acme-countersign/checkpoints
            sources:
              - topic: aws.cloudtrail
                dialect: aws.cloudtrail
                role: actions
              - topic: itsm.changes
                dialect: servicenow.change_request
                role: register
                source: servicenow
                completeness: marks
            ```

            ## Options

            | key | type | default | meaning |
            |---|---|---|---|
            """;

    private static final String REST = """
            | `kafka.properties.*` | text | | Any property of Kafka's clients, as it is; those the job sets itself are an error. |
            | `sources` | list | required | The topics that are read, see below. |

            ## Sources

            | key | value | meaning |
            |---|---|---|
            | `topic`, `topics` | one name or several | Topics of the same kind; a topic is listed once for each role and dialect. |
            | `dialect` | name | How their messages are read. |
            | `role` | `actions` or `register` | Actions move the watermark; register records and marks never do. |
            | `source` | one name or several | For `register`: the sources whose records and marks the topics hold. |
            | `completeness` | `marks` or `assumed` (default) | For `register`: by marks, or `max_delay` behind the newest record (S4.6). |
            | `time_zone` | such as `Europe/Berlin` | The zone of times that name none; they are refused without it. |
            """;

    private OptionsReference() {}

    /** An option and the type its values are of. */
    record Documented(ConfigOption<?> option, Class<?> type) {}

    /** Every option, by key. */
    static List<Documented> options() {
        List<Documented> options = new ArrayList<>();
        for (Field field : DetectionOptions.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
                options.add(documented(field));
            }
        }
        options.sort(Comparator.comparing(each -> each.option().key()));
        return options;
    }

    private static Documented documented(Field field) {
        try {
            Class<?> type = (Class<?>) ((ParameterizedType) field.getGenericType()).getActualTypeArguments()[0];
            return new Documented((ConfigOption<?>) field.get(null), type);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("an option that is not public: " + field.getName(), e);
        }
    }

    /** The page, in Markdown. */
    static String page() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        for (Documented each : options()) {
            ConfigOption<?> option = each.option();
            page.append("| `")
                    .append(option.key())
                    .append("` | ")
                    .append(typeOf(each.type()))
                    .append(" | ")
                    .append(option.hasDefaultValue() ? "`" + text(option.defaultValue()) + "`" : "required")
                    .append(" | ")
                    .append(new HtmlFormatter().format(option.description()))
                    .append(" |\n");
        }
        return page.append(REST).toString();
    }

    private static String typeOf(Class<?> type) {
        if (type.isEnum()) {
            List<String> names = new ArrayList<>();
            for (Object constant : type.getEnumConstants()) {
                names.add("`" + text(constant) + "`");
            }
            return String.join(" or ", names);
        }
        if (type == Duration.class) {
            return "duration";
        }
        if (type == Integer.class) {
            return "whole number";
        }
        return type == Boolean.class ? "`true` or `false`" : "text";
    }

    private static String text(Object value) {
        if (value instanceof Duration duration && duration.equals(Duration.ofDays(duration.toDays()))) {
            return "P" + duration.toDays() + "D";
        }
        return value instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : value.toString();
    }
}
