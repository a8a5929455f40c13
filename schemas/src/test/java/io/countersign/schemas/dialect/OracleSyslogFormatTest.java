package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Oracle Database writes to syslog. */
class OracleSyslogFormatTest {

    private static final String UNIFIED =
            "Oracle Unified Audit[5]: LENGTH: '180' TYPE:\"4\" DBID:\"7\" SESID:\"8\" CLIENTID:\"\" ENTRYID:\"1\" STMTID:\"9\""
                    + " DBUSER:\"APP\" CURUSER:\"APP\" ACTION:\"3\" RETCODE:\"0\" SCHEMA:\"GL\" OBJNAME:\"JOURNAL\" PDB_GUID:\"F\"";

    private final TextFormat format = new OracleSyslogFormat();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "2026-03-30T10:00:00.123456+02:00 db1 journal: ;2026-03-30T10:00:00.123456+02:00;-;db1",
                "<134>1 2026-03-30T10:00:00Z db1 Oracle 5 - - ;2026-03-30T10:00:00Z;-;db1",
                "Mar 30 10:00:00 db1 journal: ;-;Mar 30 10:00:00;db1",
                "<134>Mar  3 10:00:00 db1 ;-;Mar  3 10:00:00;db1",
                ";-;-;-",
            })
    void shouldReadTheTimeOfTheLine(String head, String time, String syslogTime, String host) {
        TextEvents.Piece line = TextEvents.only(format, head + UNIFIED);

        assertThat(line.get("time")).isEqualTo(time);
        assertThat(line.get("syslog_time")).isEqualTo(syslogTime);
        assertThat(line.get("host")).isEqualTo(host);
        assertThat(line.get("OBJNAME")).isEqualTo("JOURNAL");
        assertThat(line.get("CLIENTID")).isEmpty();
        assertThat(line.get("trail")).isEqualTo("Oracle Unified Audit");
        assertThat(line.get("process")).isEqualTo("5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "LENGTH : '99' ACTION :[18] 'select * from aud$' DATABASE USER:[1] '/' STATUS:[1] '0'; ACTION; select * from aud$",
                "LENGTH : '99' ACTION :[18] 'select * from aud$' DATABASE USER:[1] '/' STATUS:[1] '0'; DATABASE_USER; /",
                "ACTION :[15] 'where n = 'a b'' STATUS:[1] '0'; ACTION; where n = 'a b'",
                "ACTION :[99] 'where n = 'a b'' STATUS:[1] '0'; ACTION; where n = 'a b'",
                "ACTION :[3] 'a' STATUS:[1] '0'; STATUS; 0",
                "ACTION :[19] 'a' STATUS:[1] '0' b' STATUS:[1] '1'; STATUS; 1",
                "SESSIONID:[1] \"8\" USERID:[2] \"HR\" OBJ$NAME:[3] \"EMP\" OS$USERID:[6] \"oracle\"; OBJ$NAME; EMP",
                "ENTRYD:\"3\" STMTID:\"4\"; ENTRYID; 3",
                "ACTION :[2] 'é' STATUS:[1] '0'; ACTION; é",
            })
    void shouldReadAValue(String fields, String name, String value) {
        assertThat(TextEvents.only(format, "Oracle Audit[5]: " + fields.strip()).get(name))
                .isEqualTo(value.strip());
    }

    @Test
    void shouldRefuseAValueThatPretendsToBeFields() {
        String forged = UNIFIED.replace("CLIENTID:\"\"", "CLIENTID:\"x\" DBUSER:\"SYSTEM\" RETCODE:\"0\"");

        assertThat(TextEvents.of(format, forged).all("DBUSER")).containsExactly("DUPLICATE_KEY");
    }

    @Test
    void shouldReportWhatIsNoLineOfTheAudit() {
        String text = "Mar 30 10:00:00 db1 sshd[1]: x\n" + UNIFIED + "\nOracle Audit[5]: ACTION :[2] 'a\n"
                + "Oracle Audit[5]: ACTION: none\n";

        assertThat(TextEvents.of(format, text).all("ACTION"))
                .containsExactly("WRONG_TYPE", "3", "WRONG_TYPE", "WRONG_TYPE");
    }

    @Test
    void shouldReadTheCapturedLines() throws IOException {
        byte[] file = Files.readAllBytes(SharedData.directory("oracle_audit").resolve("OracleDatabaseAudit.txt"));

        assertThat(TextEvents.of(format, file).all("ACTION"))
                .containsExactly(
                        "1",
                        "1",
                        "2",
                        "2",
                        "1",
                        "100",
                        "100",
                        "select * from aud$",
                        "select value into :vcomp_txt from v$parameter where name = 'compartment'");
    }
}
