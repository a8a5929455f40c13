package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The log of the Linux audit system: records to events, and what is encoded in them. */
class AuditdFormatTest {

    private final TextFormat format = new AuditdFormat();

    /**
     * As in Red Hat's Security Guide, Understanding Audit Log Files; with another event between its records.
     * https://docs.redhat.com/en/documentation/red_hat_enterprise_linux/7/html/security_guide/sec-understanding_audit_log_files
     */
    private static final String EVENT = """
            type=SYSCALL msg=audit(1774864800.243:24287): arch=c000003e syscall=59 success=yes exit=0 a0=7ff items=2 ppid=2686 pid=3538 auid=1000 uid=0 tty=pts0 ses=1 comm="cat" exe="/bin/cat" subj=unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023 key=65786563016C6564676572\u001dARCH=x86_64 SYSCALL=execve AUID="ci" UID="root"
            type=EXECVE msg=audit(1774864800.243:24287): argc=3 a0="cat" a1=2F7372762F676C2F6120622E637376 a2[0]="x" a2[1]="y"
            type=USER_LOGIN msg=audit(1774864800.300:24288): pid=9 uid=0 auid=1001 ses=36 msg='op=login id=1001 exe="/usr/sbin/sshd" hostname=192.0.2.7 addr=192.0.2.7 terminal=/dev/pts/1 res=success'
            type=CWD msg=audit(1774864800.243:24287): cwd="/home/ci"
            type=PATH msg=audit(1774864800.243:24287): item=0 name="/bin/cat" nametype=NORMAL
            type=PATH msg=audit(1774864800.243:24287): item=1 name=2F7372762F676C2F6120622E637376 nametype=NORMAL
            type=PROCTITLE msg=audit(1774864800.243:24287) : proctitle=636174002F7372762F676C
            """;

    @Test
    void shouldMakeOneEventOfTheRecordsOfOneSerialNumber() {
        TextEvents events = TextEvents.of(format, EVENT);

        assertThat(events.all("serial")).containsExactly("24287", "24288");
        TextEvents.Piece event = events.pieces.get(0);
        assertThat(event.get("type")).isEqualTo("SYSCALL|EXECVE|CWD|PATH|PATH|PROCTITLE");
        assertThat(event.get("time")).isEqualTo("1774864800.243");
        assertThat(event.get("SYSCALL.auid")).isEqualTo("1000");
        assertThat(event.get("SYSCALL.AUID")).isEqualTo("ci");
        assertThat(event.get("AUID")).isEqualTo("ci");
        assertThat(event.get("SYSCALL.key")).isEqualTo("exec|ledger");
        assertThat(event.get("SYSCALL.tty")).isEqualTo("pts0");
        assertThat(event.get("EXECVE.argv")).isEqualTo("cat /srv/gl/a b.csv xy");
        assertThat(event.get("PATH.name")).isEqualTo("/bin/cat|/srv/gl/a b.csv");
        assertThat(event.get("CWD.cwd")).isEqualTo("/home/ci");
        assertThat(event.get("files")).isEqualTo("/bin/cat|/srv/gl/a b.csv");
        assertThat(event.get("PROCTITLE.proctitle")).isEqualTo("cat /srv/gl");
        assertThat(event.end()).isEqualTo(EVENT.length() - 1);
        assertThat(events.pieces.get(1).get("USER_LOGIN.addr")).isEqualTo("192.0.2.7");
        assertThat(events.pieces.get(1).get("res")).isEqualTo("success");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "type=USER_CMD msg=audit(1.5:2): pid=1 auid=700 msg='cwd=\"/\" cmd=6C73202D6C terminal=? res=success'; cmd; ls -l",
                "type=USER_CMD msg=audit(1.5:2): pid=1 auid=700 msg='cwd=\"/\" cmd=\"ls\" terminal=? res=success'; cmd; ls",
                "node=db1 type=LOGIN msg=audit(1.5:2): pid=1 uid=0 old-auid=4294967295 auid=1000; node; db1",
                "type=LOGIN msg=audit(1.5:2): login pid=1 uid=0 old auid=4294967295 new auid=7; auid; 7",
                "type=LOGIN msg=audit(1.5:2): login pid=1 uid=0 old auid=4294967295 new auid=7; old-auid; 4294967295",
                "Nov 26 08:00:00 db1 audisp[1]: node=db1 type=EOE msg=audit(1.5:2): ; type; EOE",
                "<13>Nov 26 08:00:00 db1 audispd: type=EOE msg=audit(1.5:2):; serial; 2",
                "Nov 26 08:00:00 db1 kernel: [ 12.5] audit: type=1400 audit(1.5:2): apparmor=\"DENIED\"; apparmor; DENIED",
                "type=DAEMON_END msg=audit(1.5:2): auditd normal halt, sending auid=0 pid=? res=success; auid; 0",
                "type=DAEMON_CONFIG msg=audit(1.5:2) config changed, auid=0 pid=1 res=success; res; success",
                "type=DAEMON_START msg=audit(1.5:2): auditd start, ver=2.4.1, format=raw auid=4294967295; ver; 2.4.1",
                "type=USER_START msg=audit(1.5:2): auid=0 msg='PAM: x acct=root : exe=\"/x\" (hostname=?, addr=?, res=success)';"
                        + " res; success",
                "type=SYSCALL msg=audit(1.5:2): tty=(none) key=(null); tty; (none)",
                "type=AVC msg=audit(1.5:2): avc:  denied  { read } for  pid=13010 comm=\"pickup\" name=\"m\"; comm; pickup",
                "type=CONFIG_CHANGE msg=audit(1.5:2): audit_enabled=0 old=1 auid=1000 ses=3 res=1; audit_enabled; 0",
                "type=USER_CMD msg=audit(1.5:2): auid=700 msg='auid=0 cmd=\"x\"'; auid; 700",
                "type=USER_LOGIN msg=audit(1.5:2): msg='op=login acct=28696E76616C6964207573657229 res=failed'#035ID=\"x\";"
                        + " acct; (invalid user)",
                "type=SYSCALL msg=audit(1.5:2): comm=\"1234\" exe=41424344; exe; 41424344",
            })
    void shouldReadAField(String record, String field, String value) {
        assertThat(TextEvents.only(format, record).get(field)).isEqualTo(value);
    }

    @Test
    void shouldTellTheFilesOfACall() {
        String text = """
                type=CWD msg=audit(1.5:2): cwd="/srv/gl"
                type=PATH msg=audit(1.5:2): item=0 name="/srv/gl" nametype=PARENT
                type=PATH msg=audit(1.5:2): item=1 name="close.csv" nametype=CREATE
                type=PATH msg=audit(1.5:2): item=2 name=(null) nametype=UNKNOWN
                type=PATH msg=audit(1.5:2): item=3 name="/etc/passwd" objtype=NORMAL
                """;

        assertThat(TextEvents.only(format, text).get("files")).isEqualTo("/srv/gl/close.csv|/etc/passwd");
    }

    @Test
    void shouldTellEventsApartByNodeAndTime() {
        String text = """
                node=a type=X msg=audit(1.5:2): p=1
                node=b type=X msg=audit(1.5:2): p=2
                type=X msg=audit(1.6:2): p=3
                node=a type=Y msg=audit(1.5:2): q=4
                """;

        assertThat(TextEvents.of(format, text).all("p")).containsExactly("1", "2", "3");
        assertThat(TextEvents.of(format, text).all("q")).containsExactly("4", "-", "-");
    }

    @Test
    void shouldEndAnEventAtEoeAndAfterTwoSeconds() {
        String text = """
                type=X msg=audit(1.5:2): p=1
                type=EOE msg=audit(1.5:2):\s
                type=X msg=audit(1.5:2): p=2
                type=X msg=audit(4.5:3): p=3
                type=X msg=audit(1.5:2): p=4
                """;

        assertThat(TextEvents.of(format, text).all("p")).containsExactly("1", "2", "3", "4");
    }

    @Test
    void shouldReportWhatIsNoRecord() {
        String text = "----\ntype=UNKNOWN[1329] msg=?\ntype=X msg=audit(1.5:2): p=1\ntype=X msg=audit(x:2): p=1\n";

        assertThat(TextEvents.of(format, text).all("p")).containsExactly("WRONG_TYPE", "WRONG_TYPE", "1", "WRONG_TYPE");
    }

    @Test
    void shouldReadTheCapturedLogs() throws IOException {
        int events = 0;
        int unreadable = 0;
        try (Stream<Path> files = Files.list(SharedData.directory("linux_auditd"))) {
            for (Path file : files.toList()) {
                List<String> types =
                        TextEvents.of(format, Files.readAllBytes(file)).all("type");
                unreadable += (int) types.stream().filter("WRONG_TYPE"::equals).count();
                events += types.size();
            }
        }
        assertThat(unreadable).as("type=UNKNOWN[1329] msg=?").isEqualTo(1);
        assertThat(events).isEqualTo(72);
    }
}
