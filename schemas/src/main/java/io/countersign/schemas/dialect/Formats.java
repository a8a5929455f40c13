package io.countersign.schemas.dialect;

import io.countersign.schemas.yaml.YamlMapping;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The formats that a dialect's file can name. */
final class Formats {

    private enum Name {
        JSON,
        CSV,
        POSTGRES_CSVLOG,
        AUDITD,
        ORACLE_SYSLOG,
        ICALENDAR
    }

    private Formats() {}

    /** The format of text that a file names; null for JSON. */
    static @Nullable TextFormat read(YamlMapping yaml) {
        List<String> columns = yaml.texts("columns");
        if (yaml.isMapping("format")) {
            return withSettings(yaml);
        }
        Name name = yaml.choice("format", Name.class, Name.JSON);
        if (!columns.isEmpty() && name != Name.CSV) {
            yaml.problem("columns", "'columns' is given, expected for format csv only");
        }
        List<String> groupBy = yaml.texts("group_by");
        if (!groupBy.isEmpty() && name != Name.CSV) {
            yaml.problem("group_by", "'group_by' is given, expected for format csv only");
        }
        return switch (name) {
            case JSON -> null;
            case CSV -> new CsvFormat(columns, groupBy);
            case POSTGRES_CSVLOG -> new PostgresCsvLog();
            case AUDITD -> new AuditdFormat();
            case ORACLE_SYSLOG -> new OracleSyslogFormat();
            case ICALENDAR -> new ICalendar();
        };
    }

    private static @Nullable TextFormat withSettings(YamlMapping yaml) {
        YamlMapping format = yaml.mapping("format");
        YamlMapping settings = format == null ? null : format.mapping("postgres_log");
        if (format == null || settings == null) {
            return null;
        }
        String prefix = settings.text("line_prefix");
        List<String> problems = PostgresLog.problems(prefix);
        problems.forEach(problem -> settings.problem("line_prefix", problem));
        settings.rejectUnknown();
        format.rejectUnknown();
        return problems.isEmpty() ? new PostgresLog(prefix) : null;
    }
}
