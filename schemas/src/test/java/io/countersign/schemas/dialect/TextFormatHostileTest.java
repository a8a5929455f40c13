package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No bytes make a format of text fail, none get lost, and none take long. */
class TextFormatHostileTest {

    /** Of a calendar nobody tells the bytes of what is around its components. */
    private static final String CALENDAR = "icalendar";

    private static final Map<String, TextFormat> FORMATS = Map.of(
            CALENDAR,
            new ICalendar(),
            "csv",
            new CsvFormat(List.of("a", "b"), List.of()),
            "csv with header",
            new CsvFormat(List.of(), List.of()),
            "postgres_log",
            new PostgresLog("%m [%p] %q%u@%d "),
            "postgres_log of all escapes",
            new PostgresLog("%-5p|%t|%m|%n|%a|%u|%d|%r|%h|%b|%P|%i|%e|%c|%l|%s|%v|%x|%Q%%: "),
            "postgres_csvlog",
            new PostgresCsvLog(),
            "auditd",
            new AuditdFormat(),
            "oracle_syslog",
            new OracleSyslogFormat());

    private static final List<String> PIECES = List.of(
            "\"",
            "\"\"",
            ",",
            "\n",
            "\r\n",
            "\t",
            "a",
            "1",
            "é",
            "'",
            "=",
            " ",
            ":",
            "@",
            "\u001d",
            "#035",
            "2026-03-30 10:00:00.123 UTC [7] app@gl LOG:  statement: SELECT 1\n",
            "2026-03-30 10:00:00.123 UTC [7] app@gl LOG:  AUDIT: SESSION,1,1,READ,SELECT,,,\"select\n\t1\",<none>\n",
            "2026-03-30 10:00:00.123 UTC [7] LOG:  ",
            "type=SYSCALL msg=audit(1774864800.123:7): auid=1000 exe=\"/bin/sh\" key=41204201\n",
            "node=db1 type=EXECVE msg=audit(1774864800.123:7): argc=2 a0=\"ls\" a1=2D6C20\n",
            "type=USER_CMD msg=audit(1774864800.123:8): pid=1 msg='cwd=\"/\" cmd=6C7320 res=success'\n",
            "type=EOE msg=audit(1774864800.123:7): \n",
            "May 13 15:52:56 db1 journal: Oracle Audit[5]: LENGTH: '621' TYPE:\"4\" DBID:\"2\" ACTION:\"1\"\n",
            "2026-03-30T10:00:00Z db1 Oracle Unified Audit[5]: ACTION :[7] 'a 'b' c' STATUS:[1] '0'\n",
            "BEGIN:VCALENDAR\r\n",
            "BEGIN:VEVENT\r\n",
            "DTSTART;TZID=Europe/Berlin:20260330T100000\r\n",
            "RRULE:FREQ=DAILY;COUNT=2\r\n",
            "END:VEVENT\r\n",
            "END:VCALENDAR\r\n");

    @Property(tries = 300)
    void shouldAccountForEveryByte(@ForAll("messages") byte[] message, @ForAll("names") String name) {
        List<TextEvents.Piece> pieces = TextEvents.of(format(name), message).pieces;

        boolean[] covered = new boolean[message.length];
        int start = 0;
        for (TextEvents.Piece piece : pieces) {
            assertThat(piece.start()).isBetween(name.equals(CALENDAR) ? 0 : start, message.length);
            assertThat(piece.end()).isBetween(piece.start(), message.length);
            Arrays.fill(covered, piece.start(), piece.end(), true);
            start = piece.start();
        }
        if (name.equals(CALENDAR)) {
            return;
        }
        int first = name.equals("csv with header") ? endOfHeader(message, pieces) : 0;
        for (int i = first; i < message.length; i++) {
            boolean separates = message[i] <= ' ' && message[i] >= 0;
            assertThat(covered[i] || separates).as("byte %d", i).isTrue();
        }
    }

    private static TextFormat format(String name) {
        return Objects.requireNonNull(FORMATS.get(name));
    }

    private static int endOfHeader(byte[] message, List<TextEvents.Piece> pieces) {
        return pieces.isEmpty() ? message.length : pieces.get(0).start();
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of(FORMATS.keySet());
    }

    @Provide
    Arbitrary<byte[]> messages() {
        Arbitrary<byte[]> pieces = Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.of(PIECES).map(text -> text.getBytes(StandardCharsets.UTF_8))),
                Tuple.of(1, Arbitraries.bytes().array(byte[].class).ofMaxSize(3)));
        return pieces.list().ofMaxSize(20).map(parts -> {
            byte[] all = new byte[parts.stream().mapToInt(part -> part.length).sum()];
            int at = 0;
            for (byte[] part : parts) {
                System.arraycopy(part, 0, all, at, part.length);
                at += part.length;
            }
            return all;
        });
    }

    static Stream<Arguments> slow() {
        return FORMATS.keySet().stream()
                .sorted()
                .flatMap(name -> Stream.concat(
                                PIECES.stream(),
                                Stream.of(
                                        "2026-03-30 10:00:00.123 UTC [7] LOG:  duration: ",
                                        "LOG:  ",
                                        " SSL enabled",
                                        "connection authorized: user=a database=b application_name= SSL enabled",
                                        "a b|c d|",
                                        " type=A msg=audit(1.1:1): ",
                                        "Oracle Audit[1]: ",
                                        "X:\"",
                                        "X:[9] '",
                                        "\"  ",
                                        "                                                                  \""))
                        .map(piece -> Arguments.of(name, piece)));
    }

    @ParameterizedTest
    @MethodSource("slow")
    @Timeout(20)
    void shouldTakeLinearTime(String name, String piece) {
        for (String head : List.of(
                "", "2026-03-30 10:00:00.123 UTC [7] LOG:  ", "type=A msg=audit(1.1:1): ", "Oracle Audit[1]: ")) {
            String message = head + piece.repeat(1_000_000 / piece.length());

            assertThat(TextEvents.of(format(name), message).pieces).isNotNull();
        }
    }
}
