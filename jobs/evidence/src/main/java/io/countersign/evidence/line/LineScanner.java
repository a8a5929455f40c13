package io.countersign.evidence.line;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of evidence where they lie, one after the other: checks each, and tells what the last one says. Nothing is
 * made of a line before it is asked for. Used by one thread at a time.
 */
public final class LineScanner {

    /** How many bytes behind a line's line feed the array must have, whatever they are. */
    public static final int ROOM = CanonicalJson.ROOM;

    private static final int TOP = 1;
    private static final int ID_DIGITS = 32;
    private static final int SHA256_DIGITS = 64;

    private final MemberTable.Member crcMember = new MemberTable.Member("crc", true);
    private final MemberTable.Member epochMember = new MemberTable.Member("epoch", true);
    private final MemberTable.Member id = new MemberTable.Member("id", true);
    private final MemberTable.Member previous = new MemberTable.Member("previous", false);
    private final MemberTable.Member raw = new MemberTable.Member("raw", false);
    private final MemberTable.Member record = new MemberTable.Member("record", false);
    private final MemberTable.Member recordSha256 = new MemberTable.Member("record_sha256", false);
    private final MemberTable.Member seqMember = new MemberTable.Member("seq", true);
    private final MemberTable.Member time = new MemberTable.Member("time", true);
    private final MemberTable.Member typeMember = new MemberTable.Member("type", true);
    private final MemberTable.Member version = new MemberTable.Member("v", true);
    private final List<MemberTable.Member> members = List.of(
            crcMember, epochMember, id, previous, raw, record, recordSha256, seqMember, time, typeMember, version);

    private final MemberTable.Member topic = new MemberTable.Member("topic", false);
    private final MemberTable.Member partition = new MemberTable.Member("partition", false);
    private final MemberTable.Member offset = new MemberTable.Member("offset", false);
    private final MemberTable.Member control = new MemberTable.Member("control", false);
    private final MemberTable.Member outcome = new MemberTable.Member("outcome", false);
    private final MemberTable.Member revision = new MemberTable.Member("revision", false);
    private final MemberTable.Member sequence = new MemberTable.Member("sequence", false);
    private final MemberTable.Member rulesDigest = new MemberTable.Member("rules_digest", false);
    private final MemberTable.Member sha256 = new MemberTable.Member("sha256", false);

    /** Those of {@code raw} and of {@code record} that are looked at. */
    private final List<MemberTable.Member> ofRaw = List.of(topic, partition, offset, sha256);

    private final List<MemberTable.Member> ofRecord = List.of(control, outcome, revision, sequence, rulesDigest);

    private final MemberTable table = new MemberTable(members);
    private final MemberTable rawTable = new MemberTable(ofRaw);
    private final MemberTable recordTable = new MemberTable(ofRecord);
    private final LineValues values = new LineValues();
    private final CanonicalJson json = new CanonicalJson(this::member, values);
    private final LineShapes shapes = new LineShapes(json, all(), values);
    private final LineCrc crc = new LineCrc();
    private final RecurringTexts recurring = new RecurringTexts();
    private byte[] b = new byte[0];
    private boolean hasUnknown;
    private @Nullable EvidenceType type;
    private long seq;
    private int epoch;

    /** A scanner that has read nothing. */
    public LineScanner() {}

    private List<MemberTable.Member> all() {
        List<MemberTable.Member> all = new ArrayList<>(members);
        all.addAll(ofRaw);
        all.addAll(ofRecord);
        return all;
    }

    /** An object is told of behind its members: what was taken for another's is forgotten then. */
    private void member(int depth, int nameFrom, int nameTo, int valueFrom, int valueTo) {
        if (depth == TOP) {
            hasUnknown |= !note(table.find(b, nameFrom, nameTo), valueFrom, valueTo);
            if (raw.isThere() && raw.from == valueFrom) {
                forget(ofRecord);
            } else if (!raw.isThere() && record.isThere() && record.from == valueFrom) {
                forget(ofRaw);
            }
            return;
        }
        if (!raw.isThere()) {
            note(rawTable.find(b, nameFrom, nameTo), valueFrom, valueTo);
        }
        note(recordTable.find(b, nameFrom, nameTo), valueFrom, valueTo);
    }

    private static boolean note(MemberTable.@Nullable Member member, int valueFrom, int valueTo) {
        if (member == null) {
            return false;
        }
        member.from = valueFrom;
        member.to = valueTo;
        return true;
    }

    private static void forget(List<MemberTable.Member> members) {
        for (int i = 0; i < members.size(); i++) {
            members.get(i).to = 0;
        }
    }

    /** Whether the line between two places has the CRC-32 that it says it has. */
    public boolean isUndamaged(byte[] bytes, int lineFrom, int lineTo) {
        return crc.isRight(bytes, lineFrom, lineTo);
    }

    /**
     * Reads the line from a place on, which a line feed before another place ends; behind that there are {@link #ROOM}
     * bytes.
     *
     * @return the line feed
     * @throws LineFormatException if it is no line of evidence
     */
    public int scanNext(byte[] bytes, int lineFrom, int limit) throws LineFormatException {
        b = bytes;
        type = null;
        int end = shapes.read(bytes, lineFrom);
        if (end < 0) {
            end = EightBytes.lineFeed(bytes, lineFrom, limit);
            checkMembers(lineFrom, end);
        }
        checkValues(lineFrom, end);
        return end;
    }

    /**
     * Reads the line between two places, behind which there are a line feed and {@link #ROOM} bytes.
     *
     * @throws LineFormatException if it is no line of evidence
     */
    public void scan(byte[] bytes, int lineFrom, int lineTo) throws LineFormatException {
        b = bytes;
        type = null;
        checkMembers(lineFrom, lineTo);
        checkValues(lineFrom, lineTo);
    }

    private void checkMembers(int lineFrom, int lineTo) throws LineFormatException {
        forget(members);
        forget(ofRaw);
        forget(ofRecord);
        hasUnknown = false;
        json.check(b, lineFrom, lineTo);
        for (MemberTable.Member member : members) {
            if (member.required && !member.isThere()) {
                throw new LineFormatException(
                        "has no member '" + new String(member.name, StandardCharsets.US_ASCII) + "'");
            }
        }
        if (hasUnknown || record.isThere() == recordSha256.isThere()) {
            throw new LineFormatException("has other members than a line of evidence has");
        }
        shapes.learn(b, lineFrom, lineTo);
    }

    private void checkValues(int lineFrom, int lineTo) throws LineFormatException {
        if (lineTo - lineFrom > LineWriter.MAX_BYTES) {
            throw new LineFormatException("is longer than " + LineWriter.MAX_BYTES + " bytes");
        }
        checkShapes();
        if (Digits.value(b, version.from, version.to) != LineWriter.VERSION) {
            throw new LineFormatException("has version " + text(version) + ", expected " + LineWriter.VERSION);
        }
        EvidenceType known = isText(typeMember) ? EvidenceType.of(b, typeMember.from + 1, typeMember.to - 1) : null;
        if (known == null) {
            throw new LineFormatException("has the unknown type '" + text(typeMember) + "'");
        }
        if (!isHexText(id, ID_DIGITS)) {
            throw new LineFormatException("has an id that is none");
        }
        if (!isText(time) || time.to - time.from != 26 || !SpeltTime.isTime(b, time.from + 1)) {
            throw new LineFormatException("has a time that is not RFC 3339 in UTC with three fraction digits");
        }
        long epochs = Digits.value(b, epochMember.from, epochMember.to);
        seq = quotedDigits(seqMember);
        if (epochs < 1 || epochs > Integer.MAX_VALUE || seq < 0) {
            throw new LineFormatException("has no epoch or no place in its lane");
        }
        epoch = (int) epochs;
        type = known;
    }

    /** Whoever asks for one of these relies on it; the name of a record apart becomes the key of an object. */
    private void checkShapes() throws LineFormatException {
        boolean sound = isText(crcMember)
                && (!raw.isThere() || b[raw.from] == '{')
                && (!previous.isThere() || isText(previous))
                && (recordSha256.isThere() ? isHexText(recordSha256, SHA256_DIGITS) : b[record.from] == '{');
        if (!sound) {
            throw new LineFormatException("has a crc, previous, raw, record or record_sha256 that is none");
        }
    }

    private boolean isHexText(MemberTable.Member member, int digits) {
        return isText(member)
                && member.to - member.from == digits + 2
                && LowerHex.isHex(b, member.from + 1, member.to - 1);
    }

    private boolean isText(MemberTable.Member member) {
        return b[member.from] == '"';
    }

    /** The number that a text spells, in the one way there is; -1 if it is none. */
    private long quotedDigits(MemberTable.Member member) {
        boolean other = !isText(member) || (b[member.from + 1] == '0' && member.to - member.from > 3);
        return other ? -1 : Digits.value(b, member.from + 1, member.to - 1);
    }

    private String text(MemberTable.Member member) {
        return text(member.from, member.to);
    }

    private @Nullable String textOrNull(MemberTable.Member member) {
        return member.isThere() ? text(member) : null;
    }

    /** What stands between the quotes of a text without escapes; the spelling of anything else. */
    private String text(int valueFrom, int valueTo) {
        boolean quoted = b[valueFrom] == '"';
        int first = quoted ? valueFrom + 1 : valueFrom;
        return new String(b, first, (quoted ? valueTo - 1 : valueTo) - first, StandardCharsets.UTF_8);
    }

    /** As {@link #text(MemberTable.Member)}, of what many lines say. */
    private @Nullable String recurringOrNull(MemberTable.Member member) {
        if (!member.isThere() || !isText(member)) {
            return textOrNull(member);
        }
        return recurring.get(b, member.from + 1, member.to - 1);
    }

    /** What the line holds. */
    public EvidenceType type() {
        if (type == null) {
            throw new IllegalStateException("no line has been read");
        }
        return type;
    }

    /** The epoch in which it was written. */
    public int epoch() {
        return epoch;
    }

    /** Its place in its lane. */
    public long seq() {
        return seq;
    }

    /** The lane it belongs to, of so many. */
    public int lane(int lanes) {
        return (int) (LowerHex.value(b, id.from + 1, id.from + 9) % lanes);
    }

    /** The id of the record. */
    public String id() {
        return text(id);
    }

    /** Its time, RFC 3339. */
    public String time() {
        return text(time);
    }

    /** Copies the 24 characters of its time, which sort as the times do. */
    public void copyTime(byte[] target) {
        System.arraycopy(b, time.from + 1, target, 0, target.length);
    }

    /** How its time compares to one that was copied. */
    public int compareTime(byte[] copied) {
        return Arrays.compare(b, time.from + 1, time.to - 1, copied, 0, copied.length);
    }

    /** The outcome of the verdict's revision before; null if there is none. */
    public @Nullable String previous() {
        return recurringOrNull(previous);
    }

    /** The topic of the source bytes; null where the line has none. */
    public @Nullable String rawTopic() {
        return raw.isThere() ? recurringOrNull(topic) : null;
    }

    /** The partition of the source bytes; -1 where the line has none. */
    public int rawPartition() {
        return raw.isThere() && partition.isThere() ? (int) Digits.value(b, partition.from, partition.to) : -1;
    }

    /** The offset of the source bytes; -1 where the line has none. */
    public long rawOffset() {
        return raw.isThere() && offset.isThere() ? quotedDigits(offset) : -1;
    }

    /** The SHA-256 of the source bytes, lower-case hex; null where the line has none. */
    public @Nullable String rawSha256() {
        return raw.isThere() ? textOrNull(sha256) : null;
    }

    /** The control of a verdict; null where the line has none. */
    public @Nullable String control() {
        return recurringOrNull(control);
    }

    /** The sequence of a match; null where the line has none. */
    public @Nullable String sequence() {
        return recurringOrNull(sequence);
    }

    /** The outcome of a verdict; null where the line has none. */
    public @Nullable String outcome() {
        return recurringOrNull(outcome);
    }

    /** The revision of a verdict; -1 where the line has none. */
    public long revision() {
        return revision.isThere() ? Digits.value(b, revision.from, revision.to) : -1;
    }

    /** The digest of the rules of a verdict; null where the line has none. */
    public @Nullable String rulesDigest() {
        return recurringOrNull(rulesDigest);
    }

    /** A copy of the canonical JSON of the record; null where it is apart, under {@link #recordSha256}. */
    public byte @Nullable [] record() {
        return record.isThere() ? Arrays.copyOfRange(b, record.from, record.to) : null;
    }

    /** The SHA-256 of a record that is too long for a line; null where it is in the line. */
    public @Nullable String recordSha256() {
        return textOrNull(recordSha256);
    }

    /** A copy of the JSON of where the source bytes are; null where the line has none. */
    public byte @Nullable [] raw() {
        return raw.isThere() ? Arrays.copyOfRange(b, raw.from, raw.to) : null;
    }
}
