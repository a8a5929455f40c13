package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL's log in its three text forms, and pgAudit's payload in it. */
class PostgresLogTest {

    private static final String AT = "2026-03-30 10:00:00.123 UTC [7] ";

    private final TextFormat log = new PostgresLog("%m [%p] %q%u@%d ");

    /** https://github.com/pgaudit/pgaudit#format and #examples */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "SESSION,1,1,DDL,CREATE TABLE,TABLE,public.account,create table account (id int),<none>"
                        + "; DDL CREATE TABLE TABLE public.account; create table account (id int); -",
                "SESSION,1,1,READ,SELECT,,,select 1,<not logged>; READ SELECT  ; select 1; -",
                "OBJECT,1,1,WRITE,UPDATE,TABLE,public.account,<previously logged>,<previously logged>"
                        + "; WRITE UPDATE TABLE public.account; -; -",
                "SESSION,1,1,MISC,SET,,,\"SET a = '1,2'\",\"1,\"\"x\"\"\"; MISC SET  ; SET a = '1,2'; 1,\"x\"",
                "SESSION,1,1,READ,SELECT,,,\"SELECT *; READ SELECT  ; SELECT *; -",
                "SESSION,1,1,WRITE,INSERT,TABLE,t,insert,<none>,5; WRITE INSERT TABLE t; insert; -",
            })
    void shouldSplitThePayloadOfPgAudit(String payload, String what, String statement, String parameter) {
        TextEvents.Piece entry = TextEvents.only(log, AT + "app@gl LOG:  AUDIT: " + payload);

        assertThat(entry.get("class") + " " + entry.get("command") + " " + entry.get("object_type") + " "
                        + entry.get("object_name"))
                .isEqualToIgnoringWhitespace(what);
        assertThat(entry.get("statement")).isEqualTo(statement);
        assertThat(entry.get("parameter")).isEqualTo(parameter);
        assertThat(entry.get("kind")).isEqualTo("audit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AUDIT: ",
                "AUDIT: SESSION,1,1,READ",
                "AUDIT: SESSION,1,1,READ,SELECT,TABLE,\"public",
                "AUDIT: OTHER,1,1,READ,SELECT,,,x,<none>",
                "AUDIT: SESSION,1,1,READ,SELECT,,,\"x\"y,<none>",
                "AUDIT: SESSION,1,1,READ,SELECT,,,x,<none>,1,2",
                "audit: SESSION,1,1,READ,SELECT,,,x,<none>"
            })
    void shouldNotGuessAtADamagedPayload(String message) {
        assertThat(PgAuditPayload.members(message)).isEmpty();
    }

    @Test
    void shouldReadEveryCapturedPayload() throws IOException {
        List<String> lines =
                Files.readAllLines(SharedData.directory("postgres_pgaudit").resolve("pgaudit_pgaudit.out.audit.log"));
        int read = 0;
        for (String line : lines) {
            String payload = line.substring(line.indexOf("AUDIT: "));
            Map<String, List<String>> members = PgAuditPayload.members(payload);
            String[] cells = payload.substring("AUDIT: ".length()).split(",", -1);

            assertThat(members).as(line).containsEntry("audit_type", List.of(cells[0]));
            assertThat(members).as(line).containsEntry("class", List.of(cells[3]));
            assertThat(members).as(line).containsEntry("command", List.of(cells[4]));
            assertThat(members).as(line).containsEntry("object_type", List.of(cells[5]));
            if (!cells[6].startsWith("\"")) {
                assertThat(members).as(line).containsEntry("object_name", List.of(cells[6]));
            }
            read++;
        }
        assertThat(read).isEqualTo(415);
    }

    @Test
    void shouldReadAnEntryOverLines() {
        String entry =
                AT + "app@gl LOG:  AUDIT: SESSION,1,1,READ,SELECT,,,\"select *\r\n\tfrom \"\"a\"\"\n\n\t,b\",<none>";
        TextEvents events = TextEvents.of(log, entry + "\n" + AT + "app@gl LOG:  statement: select\n  1\n");

        assertThat(events.all("statement")).containsExactly("select *\nfrom \"a\"\n,b", "select\n  1");
        assertThat(events.pieces.get(0).end()).isEqualTo(entry.length());
    }

    @Test
    void shouldTakeWhatFollowsAnErrorForAPartOfIt() {
        String text = AT + "app@gl ERROR:  permission denied for table t\n" + AT
                + "app@gl STATEMENT:  delete\n\tfrom t\n" + AT + "app@gl DETAIL:  a\n" + AT.replace("[7]", "[8]")
                + "app@gl HINT:  b\n" + AT + "app@gl LOG:  c\n";
        TextEvents events = TextEvents.of(log, text);

        assertThat(events.all("message")).containsExactly("permission denied for table t", "b", "c");
        assertThat(events.all("failed_statement")).containsExactly("delete\nfrom t", "-", "-");
        assertThat(events.all("detail")).containsExactly("a", "-", "-");
        assertThat(events.all("level")).containsExactly("ERROR", "HINT", "LOG");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "LOG:  statement: SELECT 1; statement; statement=SELECT 1",
                "LOG:  execute <unnamed>: SELECT $1; statement; statement=SELECT $1",
                "LOG:  execute fetch from c1: SELECT 1; statement; statement=SELECT 1",
                "LOG:  duration: 0.160 ms; duration; duration=0.160",
                "LOG:  duration: 0.160 ms  statement: SELECT 1; statement; statement=SELECT 1",
                "LOG:  duration: 0.160 ms  bind s1: SELECT 1; bind; statement=SELECT 1",
                "LOG:  connection received: host=192.0.2.7 port=52170; connection_received; remote=192.0.2.7",
                "LOG:  connection authenticated: identity=\"ci@example.com\" method=scram-sha-256 (/etc/pg_hba.conf:9)"
                        + "; connection_authenticated; identity=ci@example.com",
                "LOG:  connection authorized: user=app database=gl application_name=pg dump SSL enabled (protocol=TLSv1.3)"
                        + "; connection_authorized; application=pg dump",
                "LOG:  connection authorized: user=app database=gl; connection_authorized; database=gl",
                "LOG:  connection authorized: user=app two database=gl; connection_authorized; user=app two",
                "LOG:  connection authorized: x; connection_authorized; user=-",
                "LOG:  replication connection authorized: user=standby; replication_authorized; user=standby",
                "LOG:  disconnection: session time: 0:00:00.038 user=app database=gl host=192.0.2.7 port=5"
                        + "; disconnection; remote=192.0.2.7",
                "FATAL:  password authentication failed for user \"app\"; login_failed; user=app",
                "FATAL:  no pg_hba.conf entry for host \"192.0.2.7\", user \"app\", database \"gl\", SSL off"
                        + "; login_failed; remote=192.0.2.7",
                "FATAL:  role \"app\" does not exist; login_failed; user=app",
                "ERROR:  role \"app\" does not exist; -; level=ERROR",
                "LOG:  parameter \"log_statement\" changed to \"none\"; parameter; parameter_value=none",
                "LOG:  00000: AUDIT: SESSION,1,1,READ,SELECT,,,x,<none>; audit; sqlstate=00000",
                "LOG:  checkpoint starting: time; -; message=checkpoint starting: time",
            })
    void shouldTellWhatAMessageOfTheServerIs(String message, String kind, String member) {
        TextEvents.Piece entry = TextEvents.only(log, AT + message);
        String[] expected = member.split("=", 2);

        assertThat(entry.get("kind")).isEqualTo(kind);
        assertThat(entry.get(expected[0])).isEqualTo(expected[1]);
    }

    @Test
    void shouldReadEveryEscapeAndPadding() {
        TextFormat all = new PostgresLog("%t|%a|%-8u|%8d|%r|%b|%5p|%P|%i|%e|%c|%l|%s|%v|%x|%Q|%%: ");
        TextEvents.Piece entry = TextEvents.only(
                all,
                "2026-03-30 12:00:00 +02|DBeaver 23 - Main|app     |      gl|192.0.2.7(52170)|client backend|   77||SELECT|"
                        + "00000|69ca5b00.1d|3|2026-03-30 09:59:00 UTC|3/7|0|-12|%: LOG:  statement: SELECT 1");

        assertThat(entry.members())
                .containsAllEntriesOf(Map.ofEntries(
                        Map.entry("time", List.of("2026-03-30 12:00:00 +02")),
                        Map.entry("application", List.of("DBeaver 23 - Main")),
                        Map.entry("user", List.of("app")),
                        Map.entry("database", List.of("gl")),
                        Map.entry("remote", List.of("192.0.2.7")),
                        Map.entry("remote_port", List.of("52170")),
                        Map.entry("backend", List.of("client backend")),
                        Map.entry("process", List.of("77")),
                        Map.entry("command_tag", List.of("SELECT")),
                        Map.entry("sqlstate", List.of("00000")),
                        Map.entry("session", List.of("69ca5b00.1d")),
                        Map.entry("line", List.of("3")),
                        Map.entry("session_start", List.of("2026-03-30 09:59:00 UTC")),
                        Map.entry("virtual_transaction", List.of("3/7")),
                        Map.entry("query_id", List.of("-12"))))
                .doesNotContainKey("leader");
    }

    /** Defaults of PostgreSQL, Debian, Amazon RDS, Azure, Cloud SQL and pgBadger's advice. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "%m [%p] %u ;2026-03-30 10:00:00.123 UTC [7] app ;app",
                "%m [%p] %q%u@%d ;2026-03-30 10:00:00.123 UTC [7] app@gl ;app",
                "%m [%p] %q%u@%d ;2026-03-30 10:00:00.123 UTC [7] ;-",
                "%t:%r:%u@%d:[%p]:;2026-03-30 10:00:00 UTC:192.0.2.7(52170):app@gl:[7]:;app",
                "%t:%r:%u@%d:[%p]:;2026-03-30 10:00:00 UTC:[local]:app@gl:[7]:;app",
                "%t:%r:%u@%d:[%p]:;2026-03-30 10:00:00 UTC::@:[7]:;NONE",
                "%t [%p]: [%l-1] db=%d,user=%u ;2026-03-30 10:00:00 UTC [7]: [1-1] db=gl,user=app ;app",
                "%t [%p]: user=%u,db=%d,app=%a,client=%h ;2026-03-30 10:00:00 UTC [7]: user=app,db=gl,app=psql,client=::1 ;app",
                "%n-%c-%u-;1774864800.123-69ca5b00.1d-app-;app",
                "%m %u %d: ;2026-03-30 10:00:00.123 UTC [unknown] [unknown]: ;-",
            })
    void shouldReadThePrefixesInUse(String prefix, String start, String user) {
        TextEvents events = TextEvents.of(new PostgresLog(prefix), start + "LOG:  x");

        assertThat(events.all("user")).containsExactly(user.equals("NONE") ? "WRONG_TYPE" : user);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                // An application that calls itself by what a line goes on with.
                "%m %a %u@%d ;2026-03-30 10:00:00.123 UTC x admin@gl LOG:  AUDIT: y app@gl LOG:  z",
                "%m %u@%d %a ;2026-03-30 10:00:00.123 UTC app@gl x LOG:  y LOG:  z",
                "%m %u@%d ;2026-03-30 10:00:00.123 UTC alice@example.com@gl LOG:  z",
            })
    void shouldNotChooseBetweenTwoReadings(String prefix, String line) {
        TextFormat format = new PostgresLog(prefix);

        assertThat(TextEvents.of(format, line).all("user")).containsExactly("WRONG_TYPE");
    }

    @Test
    void shouldReportLinesWithoutThePrefix() {
        String text =
                "x\n2026-03-30 10:00:00 UTC [7] LOG:  a\n" + AT + "LOG:  b\n[7] FATAL:  c\n\td\n" + AT + "LOG:  e\n";

        assertThat(TextEvents.of(log, text).all("message"))
                .containsExactly("WRONG_TYPE", "WRONG_TYPE", "b", "WRONG_TYPE", "e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "EEST", "+03", "-0330", "+05:30"})
    void shouldTellTheTimeAsWritten(String zone) {
        String time = "2026-03-30 10:00:00.123 " + zone;

        assertThat(TextEvents.only(log, time + " [7] LOG:  x").get("time")).isEqualTo(time);
    }

    @Test
    void shouldRefuseAPrefixThatCannotBeRead() {
        assertThat(PostgresLog.problems("%m [%p] %q%u@%d ")).isEmpty();
        assertThat(PostgresLog.problems("%m [%p] ")).singleElement().asString().contains("%u");
        assertThat(PostgresLog.problems("%p ")).hasSize(2);
        assertThat(PostgresLog.problems("%m%u ")).singleElement().asString().contains("nothing between");
        assertThat(PostgresLog.problems("%m %u %Z ")).singleElement().asString().contains("%Z");
        assertThat(PostgresLog.problems("%m %u %")).singleElement().asString().contains("ends within");
        assertThat(PostgresLog.problems("%m %u %1000d"))
                .singleElement()
                .asString()
                .contains("999");
        assertThatThrownBy(() -> new PostgresLog("%m%u")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldReadTheCapturedServerLog() throws IOException {
        String file = Files.readString(SharedData.directory("postgres_pgaudit").resolve("PostgreSQL_CL.json"));
        TextFormat format = new PostgresLog("%m [%p] %u ");
        TextFormat plain = new PostgresLog("%m [%p] %q%u ");
        int lines = 0;
        for (String part : file.split("\"RawData\": \"", -1)) {
            if (part.startsWith("2022-")) {
                String line = part.substring(0, part.indexOf("\\r\\n\"")).replace("\\\"", "\"");
                assertThat(TextEvents.only(plain, line).get("time")).as(line).endsWith(" EEST");
                assertThat(TextEvents.of(format, line).all("x")).as(line).containsExactly("WRONG_TYPE");
                lines++;
            }
        }
        assertThat(lines).isEqualTo(59);
    }

    @Test
    void shouldTellWhatAMessageOfUnknownLevelIs() {
        assertThat(PostgresMessage.members(null, "role \"app\" does not exist")).containsEntry("user", List.of("app"));
        assertThat(PostgresMessage.members(null, "AUDIT: SESSION,1,1,READ,SELECT,,,x,<none>"))
                .containsEntry("class", List.of("READ"));
    }

    private static String row(String... more) {
        return "2026-03-30 10:00:00.123 UTC,\"app\",\"gl\",7,\"192.0.2.7:52170\",69ca5b00.7,3,\"SELECT\","
                + "2026-03-30 09:59:00 UTC,3/7,0,LOG,00000,"
                + "\"AUDIT: SESSION,1,1,READ,SELECT,TABLE,public.t,\"\"select *\nfrom t\"\",<none>\",,,,,,,,,\"psql\""
                + String.join("", more);
    }

    @Test
    void shouldReadTheCsvLogOfEveryVersion() {
        TextFormat csv = new PostgresCsvLog();
        TextEvents events = TextEvents.of(
                csv,
                row() + "\n" + row(",\"client backend\"") + "\n" + row(",\"client backend\",,-12") + "\n"
                        + row(",a,b,c,d"));

        assertThat(events.all("statement"))
                .containsExactly("select *\nfrom t", "select *\nfrom t", "select *\nfrom t", "TRAILING_CONTENT");
        TextEvents.Piece entry = events.pieces.get(2);
        assertThat(entry.members())
                .containsAllEntriesOf(Map.of(
                        "time", List.of("2026-03-30 10:00:00.123 UTC"),
                        "user", List.of("app"),
                        "remote", List.of("192.0.2.7"),
                        "remote_port", List.of("52170"),
                        "session", List.of("69ca5b00.7"),
                        "line", List.of("3"),
                        "level", List.of("LOG"),
                        "object_name", List.of("public.t"),
                        "query_id", List.of("-12")));
        assertThat(TextEvents.of(csv, "a,b\n").all("x")).containsExactly("MISSING_FIELD");
        assertThat(Objects.requireNonNull(entry.members().get("kind"))).containsExactly("audit");
    }
}
