package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.Shown;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Oracle Database writes to syslog: standard auditing and that of SYS (AUDIT_SYSLOG_LEVEL), with the length of each
 * value before it, and unified auditing (UNIFIED_AUDIT_SYSTEMLOG), without. Neither escapes quotes in values, so a value
 * may pretend to be fields; then a field comes twice, and the line is refused.
 *
 * <p>Members: {@code time}, if the line starts with a time that has an offset (RFC 5424, or rsyslog's ISO format), else
 * {@code syslog_time}, as the line has it; {@code host}, {@code trail} ({@code Oracle Audit} or {@code Oracle Unified Audit}),
 * {@code process}, and each field with underscores for its blanks.
 *
 * @see <a href="https://docs.oracle.com/en/database/oracle/oracle-database/19/dbseg/administering-the-audit-trail.html">Oracle
 *     Database Security Guide, Administering the Audit Trail</a>
 */
final class OracleSyslogFormat implements TextFormat {

    private static final Pattern TRAIL = Pattern.compile("(Oracle (?:Unified )?Audit)\\[(\\d{1,12})]\\s?: ?");

    private static final Pattern ISO = Pattern.compile(
            "(?:<\\d{1,3}>)?(?:1 )?(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:Z|[+-]\\d\\d:\\d\\d)) (\\S{1,255}) .*");

    private static final Pattern BSD =
            Pattern.compile("(?:<\\d{1,3}>)?([A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d) (\\S{1,255}) .*");

    private static final Pattern FIELD =
            Pattern.compile("\\s*([A-Z][A-Z0-9_$ ]{0,40}?) ?: ?(?:\\[(\\d{1,7})] ?)?(['\"])");

    @Override
    public void events(byte[] message, Sink sink) {
        TextLines lines = new TextLines(message);
        while (lines.next()) {
            String text = lines.text();
            if (TextLines.refuseTooLarge(lines.start(), lines.end(), sink)) {
                continue;
            }
            if (text == null) {
                TextLines.refuseNotUtf8(lines.start(), lines.end(), sink);
            } else {
                line(text, lines.start(), lines.end(), sink);
            }
        }
    }

    private static void line(String text, int start, int end, Sink sink) {
        Matcher trail = TRAIL.matcher(text);
        if (!trail.find()) {
            sink.unreadable(
                    QuarantineReason.WRONG_TYPE,
                    "no line of Oracle's audit, expected 'Oracle Audit[n]:' or 'Oracle Unified Audit[n]:'",
                    start,
                    end);
            return;
        }
        Map<String, List<String>> members = new LinkedHashMap<>();
        head(text.substring(0, trail.start()), members);
        members.put("trail", List.of(trail.group(1)));
        members.put("process", List.of(trail.group(2)));
        Matcher field = FIELD.matcher(text);
        int at = trail.end();
        while (at < text.length() && field.region(at, text.length()).lookingAt()) {
            int from = field.end();
            int to = valueEnd(text, from, field.group(2), field.group(3).charAt(0));
            if (to < 0) {
                break;
            }
            String name = name(field.group(1));
            if (members.put(name, List.of(text.substring(from, to))) != null) {
                sink.unreadable(
                        QuarantineReason.DUPLICATE_KEY,
                        "the field '" + Shown.text(name) + "' comes twice, expected once; a value may hold a quote",
                        start,
                        end);
                return;
            }
            at = to + 1;
        }
        if (!text.substring(at).isBlank()) {
            sink.unreadable(
                    QuarantineReason.WRONG_TYPE,
                    "'" + Shown.text(text.substring(at), 60)
                            + "', expected a field, NAME:\"value\" or NAME:[length] 'value'",
                    start,
                    end);
            return;
        }
        sink.event(members, start, end);
    }

    private static void head(String text, Map<String, List<String>> members) {
        Matcher iso = ISO.matcher(text);
        Matcher bsd = BSD.matcher(text);
        if (iso.matches()) {
            members.put("time", List.of(iso.group(1)));
            members.put("host", List.of(iso.group(2)));
        } else if (bsd.matches()) {
            members.put("syslog_time", List.of(bsd.group(1)));
            members.put("host", List.of(bsd.group(2)));
        }
    }

    /** Oracle 18c misspells one. */
    private static String name(String given) {
        String name = given.strip().replace(' ', '_').toUpperCase(Locale.ROOT);
        return name.equals("ENTRYD") ? "ENTRYID" : name;
    }

    /** Where a value ends: after the length given, if a quote is there; else before the quote that ends a field. */
    private static int valueEnd(String text, int from, @Nullable String length, char quote) {
        if (length != null) {
            int end = afterBytes(text, from, Integer.parseInt(length));
            if (end < text.length() && text.charAt(end) == quote) {
                return end;
            }
        }
        int at = text.indexOf(quote, from);
        while (at >= 0 && !endsField(text, at + 1)) {
            at = text.indexOf(quote, at + 1);
        }
        return at;
    }

    private static int afterBytes(String text, int from, int bytes) {
        int left = bytes;
        int at = from;
        while (at < text.length() && left > 0) {
            int point = text.codePointAt(at);
            left -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            at += Character.charCount(point);
        }
        return at;
    }

    /** Whether nothing follows but another field. */
    private static boolean endsField(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at >= text.length()
                || FIELD.matcher(text)
                        .region(at, Math.min(text.length(), at + 120))
                        .lookingAt();
    }
}
