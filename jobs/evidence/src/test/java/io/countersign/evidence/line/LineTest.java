package io.countersign.evidence.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.VerdictOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LineTest {

    private static final long AT = Instant.parse("2026-03-31T22:00:00.000Z").toEpochMilli();
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final RawReference RAW = new RawReference("erp.audit", 3, 1L << 40, "f".repeat(64), "req-\u00e9\n");
    private static final String VERDICT = "{\"control\":\"c\",\"outcome\":\"EXCEPTION\",\"revision\":2,"
            + "\"rules_digest\":\"d\",\"type\":\"verdict\"}";

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static EvidenceRecord evidence(
            EvidenceType type, @Nullable RawReference raw, @Nullable VerdictOutcome previous, String record) {
        return new EvidenceRecord(type, ID, AT, raw, previous, utf8(record));
    }

    /** The line in the middle of others, as it lies in a file. */
    private static LineScanner scan(byte[] line) throws LineFormatException {
        byte[] bytes = new byte[5 + line.length + 1 + LineScanner.ROOM];
        Arrays.fill(bytes, (byte) '}');
        System.arraycopy(line, 0, bytes, 5, line.length);
        bytes[5 + line.length] = '\n';
        LineScanner scanner = new LineScanner();
        scanner.scan(bytes, 5, 5 + line.length);
        if (!scanner.isUndamaged(bytes, 5, 5 + line.length)) {
            throw new LineFormatException("is damaged");
        }
        return scanner;
    }

    @ParameterizedTest
    @EnumSource(EvidenceType.class)
    void shouldReadWhatWasWritten(EvidenceType type) throws LineFormatException {
        byte[] line = LineWriter.write(evidence(type, RAW, VerdictOutcome.RATIFIED, VERDICT), 2, 1L << 50)
                .line();
        LineScanner read = scan(line);
        assertThat(read.type()).isEqualTo(type);
        assertThat(read.id()).isEqualTo(ID);
        assertThat(read.epoch()).isEqualTo(2);
        assertThat(read.seq()).isEqualTo(1L << 50);
        assertThat(read.time()).isEqualTo("2026-03-31T22:00:00.000Z");
        assertThat(read.previous()).isEqualTo("RATIFIED");
        assertThat(read.rawTopic()).isEqualTo("erp.audit");
        assertThat(read.rawPartition()).isEqualTo(3);
        assertThat(read.rawOffset()).isEqualTo(1L << 40);
        assertThat(read.control()).isEqualTo("c");
        assertThat(read.outcome()).isEqualTo("EXCEPTION");
        assertThat(read.revision()).isEqualTo(2);
        assertThat(read.rulesDigest()).isEqualTo("d");
        assertThat(read.sequence()).isNull();
        assertThat(read.record()).isEqualTo(utf8(VERDICT));
        assertThat(read.recordSha256()).isNull();
        assertThat(new String(line, StandardCharsets.UTF_8))
                .contains("\"raw\":{\"offset\":\"1099511627776\",\"partition\":3,\"request_id\":\"req-\u00e9\\n\",")
                .contains("\"seq\":\"1125899906842624\",\"time\":\"2026-03-31T22:00:00.000Z\"");
    }

    @Test
    void shouldTellOnlyOfItsOwnRawAndRecord() throws LineFormatException {
        byte[] accounting = LineWriter.write(
                        evidence(
                                EvidenceType.ACCOUNTING,
                                null,
                                null,
                                "{\"offset\":\"9\",\"partition\":4,\"topic\":\"t\",\"type\":\"accounting\"}"),
                        1,
                        0)
                .line();
        LineScanner read = scan(accounting);
        assertThat(read.rawTopic()).isNull();
        assertThat(read.rawPartition()).isEqualTo(-1);
        assertThat(read.rawOffset()).isEqualTo(-1);
        assertThat(read.raw()).isNull();
        byte[] both = LineWriter.write(
                        evidence(EvidenceType.ACTION, RAW, null, "{\"offset\":\"9\",\"partition\":4,\"topic\":\"t\"}"),
                        1,
                        0)
                .line();
        assertThat(scan(both).rawTopic()).isEqualTo("erp.audit");
        assertThat(scan(both).rawPartition()).isEqualTo(3);
    }

    @Test
    void shouldForgetTheLineBefore() throws LineFormatException {
        byte[] first = LineWriter.write(evidence(EvidenceType.VERDICT, RAW, VerdictOutcome.RATIFIED, VERDICT), 1, 0)
                .line();
        byte[] second = LineWriter.write(evidence(EvidenceType.MARK, null, null, "{}"), 1, 1)
                .line();
        byte[] bytes = new byte[first.length + second.length + 2 + LineScanner.ROOM];
        System.arraycopy(first, 0, bytes, 0, first.length);
        bytes[first.length] = '\n';
        System.arraycopy(second, 0, bytes, first.length + 1, second.length);
        bytes[first.length + 1 + second.length] = '\n';
        LineScanner scanner = new LineScanner();
        scanner.scan(bytes, 0, first.length);
        scanner.scan(bytes, first.length + 1, first.length + 1 + second.length);
        assertThat(scanner.type()).isEqualTo(EvidenceType.MARK);
        assertThat(scanner.raw()).isNull();
        assertThat(scanner.previous()).isNull();
        assertThat(scanner.outcome()).isNull();
        assertThat(scanner.rawOffset()).isEqualTo(-1);
    }

    @Test
    void shouldNoticeEveryChangeOfASingleByte() throws LineFormatException {
        byte[] line = LineWriter.write(evidence(EvidenceType.VERDICT, RAW, VerdictOutcome.RATIFIED, VERDICT), 1, 10)
                .line();
        scan(line);
        for (int at = 0; at < line.length; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] changed = line.clone();
                changed[at] = (byte) value;
                if (value != (line[at] & 0xff) && value != '\n') {
                    assertThatThrownBy(() -> scan(changed))
                            .as("byte %d is %02x", at, value)
                            .isInstanceOf(LineFormatException.class);
                }
            }
        }
    }

    @Test
    void shouldNoticeEveryByteThatIsDroppedOrDoubled() {
        byte[] line = LineWriter.write(evidence(EvidenceType.VERDICT, RAW, null, VERDICT), 1, 10)
                .line();
        for (int at = 0; at < line.length; at++) {
            byte[] dropped = new byte[line.length - 1];
            System.arraycopy(line, 0, dropped, 0, at);
            System.arraycopy(line, at + 1, dropped, at, line.length - at - 1);
            byte[] doubled = new byte[line.length + 1];
            System.arraycopy(line, 0, doubled, 0, at + 1);
            System.arraycopy(line, at, doubled, at + 1, line.length - at);
            assertThatThrownBy(() -> scan(dropped)).as("without byte %d", at).isInstanceOf(LineFormatException.class);
            assertThatThrownBy(() -> scan(doubled)).as("byte %d twice", at).isInstanceOf(LineFormatException.class);
        }
    }

    /** With a CRC that fits, as somebody writes it who means it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"seq\":\"5\" | \"seq\":151 | has no epoch or no place in its lane",
                "\"seq\":\"5\" | \"seq\":\"05\" | has no epoch or no place in its lane",
                "\"seq\":\"5\" | \"seq\":\"-5\" | has no epoch or no place in its lane",
                "\"seq\":\"5\" | \"seq\":\"\" | has no epoch or no place in its lane",
                "\"epoch\":1 | \"epoch\":4294967297 | has no epoch or no place in its lane",
                "\"epoch\":1 | \"epoch\":0 | has no epoch or no place in its lane",
                "\"epoch\":1 | \"epoch\":\"1\" | has no epoch or no place in its lane",
                "\"v\":1 | \"v\":2 | has version 2, expected 1",
                "\"v\":1 | \"v\":\"1\" | has version 1, expected 1",
                "\"type\":\"action\" | \"type\":\"triage\" | has the unknown type 'triage'",
                "T22:00 | t22:00 | has a time that is not RFC 3339",
                "00.000Z | 00.00Z | has a time that is not RFC 3339",
                "\"record\":{} | \"record\":5 | has a crc, previous, raw, record or record_sha256 that is none",
                "\"record\":{} | \"record_sha256\":\"../../etc\" | has a crc, previous, raw, record or record_sha256",
                "\"record\":{} | \"record_sha256\":true | has a crc, previous, raw, record or record_sha256",
                "\"record\":{}, | '' | has other members than a line of evidence has",
                "\"v\":1 | \"v\":1,\"w\":1 | has other members than a line of evidence has",
                "\"id\":\"0123 | \"id\":\"X123 | has an id that is none",
            })
    void shouldRefuseWhatIsNotALine(String what, String instead, String message) {
        String line = new String(
                LineWriter.write(evidence(EvidenceType.ACTION, null, null, "{}"), 1, 5)
                        .line(),
                StandardCharsets.UTF_8);
        assertThat(line).contains(what);
        byte[] changed = utf8(line.replace(what, instead));
        byte[] crc = utf8(LineWriter.crc(changed, 0, changed.length));
        System.arraycopy(crc, 0, changed, LineWriter.START.length(), crc.length);
        assertThatThrownBy(() -> scan(changed)).hasMessageContaining(message);
    }

    @Test
    void shouldRefuseACrcInOtherDigits() {
        for (long seq = 0; seq < 20; seq++) {
            byte[] line = LineWriter.write(evidence(EvidenceType.ACTION, null, null, "{}"), 1, seq)
                    .line();
            for (int at = LineWriter.START.length(); at < LineWriter.START.length() + 8; at++) {
                if (Character.isLetter(line[at])) {
                    byte[] changed = line.clone();
                    changed[at] = (byte) Character.toUpperCase(line[at]);
                    assertThatThrownBy(() -> scan(changed)).hasMessage("is damaged");
                }
            }
        }
    }

    @Test
    void shouldPutARecordApartThatIsTooLongForALine() throws LineFormatException {
        String fits = "{\"x\":\"" + "y".repeat(LineWriter.MAX_BYTES - 500) + "\"}";
        LineWriter.Written whole = LineWriter.write(evidence(EvidenceType.ACTION, RAW, null, fits), 1, 0);
        assertThat(whole.apart()).isEmpty();
        assertThat(scan(whole.line()).record()).isEqualTo(utf8(fits));
        String tooLong = "{\"x\":\"" + "y".repeat(LineWriter.MAX_BYTES) + "\"}";
        LineWriter.Written apart = LineWriter.write(evidence(EvidenceType.ACTION, RAW, null, tooLong), 1, 0);
        assertThat(apart.apart()).isEqualTo(utf8(tooLong));
        assertThat(scan(apart.line()).recordSha256()).isEqualTo(Codec.sha256(utf8(tooLong)));
        assertThat(scan(apart.line()).record()).isNull();
        assertThat(apart.line().length).isLessThan(1000);
    }

    @Test
    void shouldNotLetARequestIdFillALine() throws LineFormatException {
        RawReference raw = new RawReference("t", 0, 0, "f".repeat(64), "x".repeat(300_000));
        LineWriter.Written written = LineWriter.write(evidence(EvidenceType.ACTION, raw, null, "{}"), 1, 0);
        assertThat(written.apart()).isEmpty();
        assertThat(new String(scan(written.line()).raw(), StandardCharsets.UTF_8))
                .doesNotContain("request_id");
    }

    @Test
    void shouldSpreadRecordsOverLanesByTheirId() {
        EvidenceRecord record = evidence(EvidenceType.ACTION, null, null, "{}");
        assertThat(record.lane(8)).isEqualTo((int) (0x01234567L % 8));
        assertThat(new EvidenceRecord(EvidenceType.ACTION, "f".repeat(32), 0, null, null, new byte[0]).lane(7))
                .isEqualTo((int) (0xffffffffL % 7));
        assertThatThrownBy(() -> new EvidenceRecord(EvidenceType.ACTION, "../x", 0, null, null, new byte[0]))
                .hasMessage("id '../x', expected 32 lower-case hex digits");
    }
}
