package io.countersign.detection.judge;

import io.countersign.rules.catalog.Control;
import io.countersign.rules.catalog.Requirement;
import io.countersign.rules.register.Register;
import io.countersign.rules.register.Version;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.RegisterRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/**
 * The register, how complete its sources are and how far back it reaches, in operator state: every subtask has all of it. What state holds is
 * canonical JSON, so that records may gain members without a migration.
 *
 * <p>What is forgotten depends on the watermark alone, by whole days. All subtasks have had the same watermark at a
 * checkpoint, so that after a change of parallelism it does not matter whose register a subtask goes on with.
 */
final class RegisterState {

    static final MapStateDescriptor<String, StoredVersion> VERSIONS =
            new MapStateDescriptor<>("register-versions", Types.STRING, TypeInformation.of(StoredVersion.class));
    static final MapStateDescriptor<String, Long> EVENT_TIME =
            new MapStateDescriptor<>("event-time", Types.STRING, Types.LONG);

    private static final String WATERMARK = "watermark";
    private static final String REACHES_BACK = "reaches-back";
    private static final String FED_THROUGH = "fed-through";
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private final Duration retention;
    private final Duration horizon;
    private final Register register = new Register();
    private final CompletenessState completeness;
    private final BroadcastState<String, StoredVersion> versions;
    private final BroadcastState<String, Long> eventTime;
    private Instant watermark;
    private Instant forgottenBefore;
    private Instant fedThrough;

    /**
     * A register version as state holds it.
     *
     * @param lateAfterMillis see {@link Version#lateAfter()}, in epoch milliseconds
     */
    public record StoredVersion(
            String canonicalJson, @Nullable Long lateAfterMillis) {

        public StoredVersion {
            Objects.requireNonNull(canonicalJson, "canonicalJson");
        }
    }

    /**
     * The register that state holds.
     *
     * @param controls those in force
     * @param restored whether a checkpoint was restored
     */
    RegisterState(OperatorStateStore store, JudgeSettings settings, List<Control> controls, boolean restored)
            throws Exception {
        horizon = longestHorizon(controls);
        retention = settings.retention();
        completeness = new CompletenessState(store, settings, restored);
        versions = store.getBroadcastState(VERSIONS);
        eventTime = store.getBroadcastState(EVENT_TIME);
        for (Map.Entry<String, StoredVersion> entry : versions.immutableEntries()) {
            StoredVersion stored = entry.getValue();
            Long lateAfter = stored.lateAfterMillis();
            register.add(
                    (RegisterRecord) read(stored.canonicalJson()),
                    lateAfter == null ? null : Instant.ofEpochMilli(lateAfter));
        }
        watermark = instant(eventTime.get(WATERMARK));
        forgottenBefore = instant(eventTime.get(REACHES_BACK));
        fedThrough = instant(eventTime.get(FED_THROUGH));
    }

    /** The longest that a change exists beyond its window, for any control (S3.5). */
    private static Duration longestHorizon(List<Control> controls) {
        Duration longest = Duration.ZERO;
        for (Control control : controls) {
            if (control.requirement() instanceof Requirement.Change change
                    && change.horizon().compareTo(longest) > 0) {
                longest = change.horizon();
            }
        }
        return longest;
    }

    void snapshot() throws Exception {
        completeness.snapshot();
        if (!watermark.equals(Instant.MIN)) {
            eventTime.put(WATERMARK, watermark.toEpochMilli());
        }
        if (!forgottenBefore.equals(Instant.MIN)) {
            eventTime.put(REACHES_BACK, forgottenBefore.toEpochMilli());
        }
        if (!fedThrough.equals(Instant.MIN) && !fedThrough.equals(Instant.MAX)) {
            eventTime.put(FED_THROUGH, fedThrough.toEpochMilli());
        }
    }

    /** A record as ingest wrote it. */
    static CanonicalRecord read(String canonicalJson) {
        try {
            return Codec.read(canonicalJson.getBytes(StandardCharsets.UTF_8));
        } catch (UnreadableException e) {
            throw new IllegalStateException("ingest let a record through that cannot be read: " + e.detail(), e);
        }
    }

    Register register() {
        return register;
    }

    /** How complete its sources are. */
    CompletenessState completeness() {
        return completeness;
    }

    /**
     * Adds a version; false if its content is here already (S3.2).
     *
     * @param lateAfter the instant its source was complete through, if that was at or past the version's own; else null
     */
    boolean add(RegisterRecord version, String canonicalJson, @Nullable Instant lateAfter) throws Exception {
        boolean added = register.add(version, lateAfter);
        if (added) {
            versions.put(
                    keyOf(version, Codec.contentSha256(version)),
                    new StoredVersion(canonicalJson, lateAfter == null ? null : lateAfter.toEpochMilli()));
        }
        return added;
    }

    /** The action watermark; {@link Instant#MIN} before the first. */
    Instant watermark() {
        return watermark;
    }

    /** The earliest action the register can still be asked about (S3.7); {@link Instant#MIN} if any. */
    Instant reachesBackTo() {
        Instant kept = watermark.equals(Instant.MIN) ? Instant.MIN : watermark.minus(retention);
        return kept.isAfter(forgottenBefore) ? kept : forgottenBefore;
    }

    /** The instant through which sequences have been told of windows; {@link Instant#MIN} before the first. */
    Instant fedThrough() {
        return fedThrough;
    }

    /** Takes note of how far sequences have been told. */
    void fedThrough(Instant through) {
        fedThrough = through.isAfter(fedThrough) ? through : fedThrough;
    }

    /** Takes note of the action watermark. */
    void advanceTo(Instant newWatermark) {
        watermark = newWatermark.isAfter(watermark) ? newWatermark : watermark;
    }

    /** Forgets what no action that can still be asked about can need. */
    void forget() throws Exception {
        Instant reachesBackTo = reachesBackTo();
        if (reachesBackTo.equals(Instant.MIN)) {
            return;
        }
        Instant day = Instant.ofEpochMilli(Math.floorDiv(reachesBackTo.toEpochMilli(), DAY_MILLIS) * DAY_MILLIS);
        if (day.isAfter(forgottenBefore)) {
            forgottenBefore = day;
            for (Version<?> version : register.forgetBefore(day, horizon)) {
                versions.remove(keyOf(version.value(), version.contentSha256()));
            }
        }
    }

    private static String keyOf(RegisterRecord version, String contentSha256) {
        return version.type().wireName() + '/' + contentSha256;
    }

    private static Instant instant(@Nullable Long millis) {
        return millis == null ? Instant.MIN : Instant.ofEpochMilli(millis);
    }
}
