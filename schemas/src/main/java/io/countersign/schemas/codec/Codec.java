package io.countersign.schemas.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Match;
import io.countersign.schemas.record.RecordType;
import io.countersign.schemas.record.Verdict;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Canonical JSON (S2) to records and back. Stateless and safe for use by many threads. */
public final class Codec {

    private static final byte[] NOTHING = {};
    private static final RecordWriter WHOLE = new RecordWriter(RecordWriter.Form.WHOLE);
    private static final RecordWriter CONTENT = new RecordWriter(RecordWriter.Form.CONTENT);
    private static final List<RecordType> INPUT_TYPES = Arrays.stream(RecordType.values())
            .filter(type -> type != RecordType.VERDICT && type != RecordType.MATCH)
            .toList();

    private Codec() {}

    /**
     * The record in one canonical JSON object. The bytes are walked more than once: to see that they are sound JSON, then
     * what type they hold, then to read that type.
     *
     * @param json the bytes; null, as of a Kafka tombstone, counts as none
     * @throws UnreadableException with the reason of S8, if there is none
     */
    public static CanonicalRecord read(byte @Nullable [] json) throws UnreadableException {
        return readBytes(json == null ? NOTHING : json);
    }

    private static CanonicalRecord readBytes(byte[] json) throws UnreadableException {
        StrictJson.validate(json, StrictJson.MAX_CANONICAL_BYTES);
        return read(json, typeOf(topLevelText(json, "type")), false);
    }

    /** Reads sound JSON of a known type, in which 64-bit integers may be texts. */
    static CanonicalRecord read(byte[] json, RecordType type, boolean longsAsText) throws UnreadableException {
        try (JsonParser parser = StrictJson.FACTORY.createParser(json)) {
            parser.nextToken();
            MemberReader in = new MemberReader(parser, longsAsText);
            return switch (type) {
                case ACTION -> new ActionReader(in).read();
                case CHANGE -> new RegisterReader(in).change();
                case FREEZE -> new RegisterReader(in).freeze();
                case IDENTITY -> new RegisterReader(in).identity();
                case CREDENTIAL -> new RegisterReader(in).credential();
                case RECORDING -> new RegisterReader(in).recording();
                case MARK -> new RegisterReader(in).mark();
                default -> throw new IllegalStateException("no input type: " + type);
            };
        } catch (JsonProcessingException e) {
            throw StrictJson.unreadable(e);
        } catch (IOException e) {
            throw new IllegalStateException("reading memory cannot fail", e);
        }
    }

    static RecordType typeOf(String given) throws UnreadableException {
        for (RecordType type : INPUT_TYPES) {
            if (type.wireName().equals(given)) {
                return type;
            }
        }
        throw new UnreadableException(
                QuarantineReason.UNKNOWN_TYPE,
                "'type' is '" + Shown.text(given) + "', expected one of "
                        + INPUT_TYPES.stream().map(RecordType::wireName).toList());
    }

    /**
     * The source a record says it is from, even if the record cannot be read for another reason; null if it does not
     * say, or is no sound JSON object.
     */
    public static @Nullable String sourceOf(byte @Nullable [] json) {
        if (json == null) {
            return null;
        }
        try {
            StrictJson.validate(json, StrictJson.MAX_CANONICAL_BYTES);
            return topLevelText(json, "source");
        } catch (UnreadableException e) {
            return null;
        }
    }

    /** A text member of the top-level object; the JSON must be sound. */
    static String topLevelText(byte[] json, String wanted) throws UnreadableException {
        try (JsonParser parser = StrictJson.FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableException(
                        QuarantineReason.WRONG_TYPE, "the JSON is no object, expected one record");
            }
            MemberReader in = new MemberReader(parser, false);
            String[] found = new String[1];
            in.object("record", name -> {
                if (name.equals(wanted)) {
                    found[0] = in.text(name);
                } else {
                    in.skip();
                }
            });
            return MemberReader.required(found[0], wanted);
        } catch (IOException e) {
            throw new IllegalStateException("JSON that was sound is no longer", e);
        }
    }

    /** Canonical JSON of a record, its {@code raw} included; {@link #read} gives an equal record back. */
    public static byte[] write(CanonicalRecord canonical) {
        return WHOLE.write(canonical);
    }

    /** A verdict as the line of S8, without the line's end: every member present, absent values null. */
    public static byte[] write(Verdict verdict) {
        return write(verdict, json -> {});
    }

    /** The same with further members behind those of the verdict. */
    public static byte[] write(Verdict verdict, Consumer<JsonWriter> further) {
        return JsonWriter.forReadersWithNulls()
                .object(json -> further.accept(json.member("type", RecordType.VERDICT.wireName())
                        .member("id", verdict.id())
                        .member("control", verdict.control())
                        .member("time", verdict.time())
                        .member("source", verdict.source())
                        .member("action_id", verdict.actionId())
                        .member("identity", verdict.identity())
                        .member("outcome", verdict.outcome().name())
                        .member("reason", nameOf(verdict.reason()))
                        .member("change", verdict.change())
                        .member("nearest", verdict.nearest())
                        .member("off_by", iso(verdict.offByMillis()))
                        .member("ratified_at", verdict.ratifiedAt())
                        .member("revision", verdict.revision())
                        .strings("notes", verdict.notes())
                        .objects(
                                "candidates",
                                verdict.candidates(),
                                (candidate, each) -> each.member("change", candidate.change())
                                        .member("rung", candidate.rung())
                                        .member("reason", nameOf(candidate.reason()))
                                        .member("off_by", iso(candidate.offByMillis())))
                        .member("rules_digest", verdict.rulesDigest())))
                .toBytes();
    }

    /** A match as the line of S8, without the line's end. */
    public static byte[] write(Match match) {
        return JsonWriter.forReadersWithNulls()
                .object(json -> json.member("type", RecordType.MATCH.wireName())
                        .member("id", match.id())
                        .member("sequence", match.sequence())
                        .member("time", match.time())
                        .member("key", match.key())
                        .strings("events", match.events()))
                .toBytes();
    }

    private static @Nullable String nameOf(@Nullable Enum<?> constant) {
        return constant == null ? null : constant.name();
    }

    private static @Nullable String iso(@Nullable Long millis) {
        return millis == null ? null : Duration.ofMillis(millis).toString();
    }

    /** The content of a record (S6.1): RFC 8785 form of its type and contract fields, without {@code raw}. */
    public static byte[] content(CanonicalRecord canonical) {
        return CONTENT.write(canonical);
    }

    /** Lower-case hex of the SHA-256 over {@link #content}. */
    public static String contentSha256(CanonicalRecord canonical) {
        return sha256(content(canonical));
    }

    /** Lower-case hex of the SHA-256 over bytes. */
    public static String sha256(byte[] bytes) {
        return sha256(bytes, 0, bytes.length);
    }

    /** Lower-case hex of the SHA-256 over the bytes from one place to before another. */
    public static String sha256(byte[] bytes, int from, int to) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, from, to - from);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
