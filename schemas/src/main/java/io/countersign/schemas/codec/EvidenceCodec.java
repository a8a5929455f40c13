package io.countersign.schemas.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.countersign.schemas.record.Candidate;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Match;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.RecordType;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records as evidence has them (E1), and back: members sorted, absent ones left out, 64-bit integers as texts, times in
 * UTC with three fraction digits. Where an action's source bytes are is not part of it. Stateless.
 */
public final class EvidenceCodec {

    private static final RecordWriter EVIDENCE = new RecordWriter(RecordWriter.Form.EVIDENCE);

    private EvidenceCodec() {}

    /** An action without its {@code raw}, a version of a register record, or a mark. */
    public static byte[] write(CanonicalRecord canonical) {
        return EVIDENCE.write(canonical);
    }

    /** A verdict. */
    public static byte[] write(Verdict verdict) {
        return JsonWriter.forEvidence()
                .object(json -> json.member("action_id", verdict.actionId())
                        .objects(
                                "candidates",
                                verdict.candidates(),
                                (candidate, each) -> each.member("change", candidate.change())
                                        .member("off_by", iso(candidate.offByMillis()))
                                        .member("reason", nameOf(candidate.reason()))
                                        .member("rung", candidate.rung()))
                        .member("change", verdict.change())
                        .member("control", verdict.control())
                        .member("id", verdict.id())
                        .member("identity", verdict.identity())
                        .member("nearest", verdict.nearest())
                        .strings("notes", verdict.notes())
                        .member("off_by", iso(verdict.offByMillis()))
                        .member("outcome", verdict.outcome().name())
                        .member("ratified_at", verdict.ratifiedAt())
                        .member("reason", nameOf(verdict.reason()))
                        .member("revision", verdict.revision())
                        .member("rules_digest", verdict.rulesDigest())
                        .member("source", verdict.source())
                        .member("time", verdict.time())
                        .member("type", RecordType.VERDICT.wireName()))
                .toBytes();
    }

    /** A match. */
    public static byte[] write(Match match) {
        return JsonWriter.forEvidence()
                .object(json -> json.strings("events", match.events())
                        .member("id", match.id())
                        .member("key", match.key())
                        .member("sequence", match.sequence())
                        .member("time", match.time())
                        .member("type", RecordType.MATCH.wireName()))
                .toBytes();
    }

    private static @Nullable String nameOf(@Nullable Enum<?> constant) {
        return constant == null ? null : constant.name();
    }

    private static @Nullable String iso(@Nullable Long millis) {
        return millis == null ? null : Duration.ofMillis(millis).toString();
    }

    /**
     * An action without its {@code raw}, a version of a register record, or a mark.
     *
     * @throws UnreadableException if the bytes are none of them
     */
    public static CanonicalRecord readRecord(byte[] json) throws UnreadableException {
        StrictJson.validate(json, StrictJson.MAX_CANONICAL_BYTES);
        return Codec.read(json, Codec.typeOf(Codec.topLevelText(json, "type")), true);
    }

    /**
     * A verdict.
     *
     * @throws UnreadableException if the bytes are none
     */
    public static Verdict readVerdict(byte[] json) throws UnreadableException {
        Members members = new Members();
        List<String> notes = new ArrayList<>();
        List<Candidate> candidates = new ArrayList<>();
        read(json, RecordType.VERDICT, (in, name) -> {
            switch (name) {
                case "notes" -> notes.addAll(MemberReader.required(in.texts(name), name));
                case "candidates" -> candidates.addAll(MemberReader.required(in.list(name, () -> candidate(in)), name));
                default -> members.take(in, name);
            }
        });
        String revision = members.required("revision");
        return valid(() -> new Verdict(
                members.required("id"),
                members.required("control"),
                members.instant("time"),
                members.required("source"),
                members.required("action_id"),
                members.required("identity"),
                VerdictOutcome.valueOf(members.required("outcome")),
                members.reason(),
                members.text("change"),
                members.text("nearest"),
                members.millis("off_by"),
                members.text("ratified_at") == null ? null : members.instant("ratified_at"),
                Integer.parseInt(revision),
                notes,
                candidates,
                members.required("rules_digest")));
    }

    private static Candidate candidate(MemberReader in) throws IOException, UnreadableException {
        Members members = new Members();
        in.object("candidates[]", name -> members.take(in, name));
        return valid(() -> new Candidate(
                members.required("change"),
                members.text("rung") == null ? null : Integer.valueOf(members.required("rung")),
                members.reason(),
                members.millis("off_by")));
    }

    /**
     * A match.
     *
     * @throws UnreadableException if the bytes are none
     */
    public static Match readMatch(byte[] json) throws UnreadableException {
        Members members = new Members();
        List<String> events = new ArrayList<>();
        read(json, RecordType.MATCH, (in, name) -> {
            if (name.equals("events")) {
                events.addAll(MemberReader.required(in.texts(name), name));
            } else {
                members.take(in, name);
            }
        });
        return valid(() -> new Match(
                members.required("id"),
                members.required("sequence"),
                members.instant("time"),
                members.required("key"),
                events));
    }

    private interface Value<T> {
        T make() throws UnreadableException;
    }

    /** What a constructor or a parser refuses is refused with its reason. */
    private static <T> T valid(Value<T> value) throws UnreadableException {
        try {
            return value.make();
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new UnreadableException(QuarantineReason.WRONG_TYPE, Shown.text(String.valueOf(e.getMessage())));
        }
    }

    private interface Each {
        void read(MemberReader in, String name) throws IOException, UnreadableException;
    }

    private static void read(byte[] json, RecordType type, Each member) throws UnreadableException {
        StrictJson.validate(json, StrictJson.MAX_CANONICAL_BYTES);
        String given = Codec.topLevelText(json, "type");
        if (!given.equals(type.wireName())) {
            throw new UnreadableException(
                    QuarantineReason.UNKNOWN_TYPE,
                    "'type' is '" + Shown.text(given) + "', expected " + type.wireName());
        }
        try (JsonParser parser = StrictJson.FACTORY.createParser(json)) {
            parser.nextToken();
            MemberReader in = new MemberReader(parser, true);
            in.object("record", name -> member.read(in, name));
        } catch (JsonProcessingException e) {
            throw StrictJson.unreadable(e);
        } catch (IOException e) {
            throw new IllegalStateException("reading memory cannot fail", e);
        }
    }

    /** The scalar members of an object, as texts. */
    private static final class Members {

        private final Map<String, String> texts = new HashMap<>();

        void take(MemberReader in, String name) throws IOException, UnreadableException {
            String text = in.scalar(name);
            if (text != null) {
                texts.put(name, text);
            }
        }

        @Nullable
        String text(String name) {
            return texts.get(name);
        }

        String required(String name) throws UnreadableException {
            return MemberReader.required(texts.get(name), name);
        }

        Instant instant(String name) throws UnreadableException {
            return MemberReader.required(Rfc3339.parse(required(name)), name);
        }

        @Nullable
        Long millis(String name) {
            String text = texts.get(name);
            return text == null ? null : Duration.parse(text).toMillis();
        }

        @Nullable
        Reason reason() {
            String text = texts.get("reason");
            return text == null ? null : Reason.valueOf(text);
        }
    }
}
