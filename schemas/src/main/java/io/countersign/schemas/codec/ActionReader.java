package io.countersign.schemas.codec;

import static io.countersign.schemas.codec.MemberReader.required;

import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.Actor;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.Origin;
import io.countersign.schemas.record.RawReference;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the members of an action (S2). */
final class ActionReader {

    private final MemberReader in;
    private @Nullable String id;
    private @Nullable Instant time;
    private @Nullable String source;
    private @Nullable Actor actor;
    private @Nullable Asset asset;
    private @Nullable Operation operation;
    private @Nullable String object;
    private @Nullable ActionOutcome outcome;
    private @Nullable String changeRef;
    private @Nullable String runId;
    private @Nullable Boolean interactive;
    private @Nullable Origin origin;
    private @Nullable RawReference raw;

    ActionReader(MemberReader in) {
        this.in = in;
    }

    Action read() throws IOException, UnreadableException {
        in.object("action", name -> {
            switch (name) {
                case "id" -> id = in.text("id");
                case "time" -> time = in.recordTime("time");
                case "source" -> source = in.text("source");
                case "actor" -> actor = in.isNull() ? null : actor();
                case "asset" -> asset = in.isNull() ? null : asset();
                case "operation" -> operation = in.choice("operation", Operation.values());
                case "object" -> object = in.text("object");
                case "outcome" -> outcome = in.choice("outcome", ActionOutcome.values());
                case "change_ref" -> changeRef = in.text("change_ref");
                case "run_id" -> runId = in.text("run_id");
                case "interactive" -> interactive = in.bool("interactive");
                case "origin" -> origin = in.isNull() ? null : origin();
                case "raw" -> raw = in.isNull() ? null : raw();
                default -> in.skip();
            }
        });
        return new Action(
                required(id, "id"),
                required(time, "time"),
                required(source, "source"),
                required(actor, "actor"),
                asset,
                required(operation, "operation"),
                object,
                required(outcome, "outcome"),
                changeRef,
                runId,
                interactive,
                origin,
                raw);
    }

    private Actor actor() throws IOException, UnreadableException {
        Partial<ActorKind> read = new Partial<>();
        in.object("actor", name -> {
            switch (name) {
                case "principal" -> read.texts[0] = in.text("actor.principal");
                case "kind" -> read.choice = in.choice("actor.kind", ActorKind.values());
                case "credential" -> read.texts[1] = in.text("actor.credential");
                case "session" -> read.texts[2] = in.text("actor.session");
                case "chain" -> read.list = in.texts("actor.chain");
                default -> in.skip();
            }
        });
        return new Actor(
                required(read.texts[0], "actor.principal"),
                required(read.choice, "actor.kind"),
                read.texts[1],
                read.texts[2],
                read.list == null ? List.of() : read.list);
    }

    private Asset asset() throws IOException, UnreadableException {
        String[] read = new String[4];
        in.object("asset", name -> {
            switch (name) {
                case "id" -> read[0] = in.text("asset.id");
                case "system" -> read[1] = in.text("asset.system");
                case "environment" -> read[2] = in.text("asset.environment");
                case "class" -> read[3] = in.text("asset.class");
                default -> in.skip();
            }
        });
        return new Asset(
                required(read[0], "asset.id"),
                required(read[1], "asset.system"),
                required(read[2], "asset.environment"),
                required(read[3], "asset.class"));
    }

    private Origin origin() throws IOException, UnreadableException {
        String[] read = new String[2];
        in.object("origin", name -> {
            switch (name) {
                case "ip" -> read[0] = in.text("origin.ip");
                case "agent" -> read[1] = in.text("origin.agent");
                default -> in.skip();
            }
        });
        return new Origin(read[0], read[1]);
    }

    private RawReference raw() throws IOException, UnreadableException {
        String[] texts = new String[3];
        Long[] numbers = new Long[2];
        in.object("raw", name -> {
            switch (name) {
                case "topic" -> texts[0] = in.text("raw.topic");
                case "partition" -> numbers[0] = in.integer("raw.partition");
                case "offset" -> numbers[1] = in.integer("raw.offset");
                case "sha256" -> texts[1] = in.text("raw.sha256");
                case "request_id" -> texts[2] = in.text("raw.request_id");
                default -> in.skip();
            }
        });
        long partition = required(numbers[0], "raw.partition");
        if (partition < 0 || partition > Integer.MAX_VALUE) {
            throw new UnreadableException(
                    QuarantineReason.NUMBER_RANGE, "'raw.partition' is " + partition + ", expected 0 to 2^31 - 1");
        }
        return new RawReference(
                required(texts[0], "raw.topic"),
                (int) partition,
                required(numbers[1], "raw.offset"),
                required(texts[1], "raw.sha256"),
                texts[2]);
    }

    /** What of an actor has been read. */
    private static final class Partial<E> {
        private final @Nullable String[] texts = new @Nullable String[3];
        private @Nullable E choice;
        private @Nullable List<String> list;
    }
}
