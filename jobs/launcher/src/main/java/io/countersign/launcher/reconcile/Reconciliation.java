package io.countersign.launcher.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.launcher.reconcile.ExpectedFindings.Expected;
import io.countersign.schemas.codec.Codec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What topics tell of the findings of a log, held against the log: by ids and by what is said under them. */
final class Reconciliation {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GROUP = "group_id";

    private final Map<VerdictRevision, State> states = new HashMap<>();
    private final Instant since;
    private final Set<VerdictRevision> unknown = new TreeSet<>();
    private final Set<VerdictRevision> different = new TreeSet<>();
    private long repeated;

    private static final class State {
        private final String sha256;
        private final boolean published;
        private boolean inVerdicts;
        private boolean inExceptions;

        State(String sha256, boolean published) {
            this.sha256 = sha256;
            this.published = published;
        }
    }

    /** Of findings of actions at or after an instant. */
    Reconciliation(Instant since) {
        this.since = since;
    }

    /** Takes what the log has; the log may have it more than once, after it went back to an older state. */
    void expect(Expected expected) {
        states.put(
                VerdictRevision.of(expected.verdict()),
                new State(hash(tree(Codec.write(expected.verdict()))), expected.isPublished()));
    }

    /** Takes a message of the verdicts topic. */
    void verdict(ConsumerRecord<byte[], byte[]> message) {
        take(tree(message.value()), false);
    }

    /** Takes a message of the exceptions topic. */
    void exception(ConsumerRecord<byte[], byte[]> message) {
        JsonNode verdict = tree(message.value()).at("/unmapped/countersign").deepCopy();
        if (verdict instanceof ObjectNode members) {
            members.remove(GROUP);
        }
        take(verdict, true);
    }

    private void take(JsonNode verdict, boolean ofExceptions) {
        if (Instant.parse(verdict.path("time").asText()).isBefore(since)) {
            return;
        }
        VerdictRevision key = new VerdictRevision(
                verdict.path("id").asText(), verdict.path("revision").asInt());
        State state = states.get(key);
        if (state == null || (ofExceptions && !state.published)) {
            unknown.add(key);
            return;
        }
        if (!state.sha256.equals(hash(verdict))) {
            different.add(key);
        }
        if (ofExceptions) {
            repeated += state.inExceptions ? 1 : 0;
            state.inExceptions = true;
        } else {
            repeated += state.inVerdicts ? 1 : 0;
            state.inVerdicts = true;
        }
    }

    private static String hash(JsonNode verdict) {
        return Codec.sha256(verdict.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode tree(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("a message of the topics is no JSON", e);
        }
    }

    /** How many revisions the log has. */
    int expected() {
        return states.size();
    }

    /** Those that the verdicts topic does not tell of. */
    Set<VerdictRevision> missingFromVerdicts() {
        Set<VerdictRevision> missing = new TreeSet<>();
        states.forEach((key, state) -> {
            if (!state.inVerdicts) {
                missing.add(key);
            }
        });
        return missing;
    }

    /** Those that the exceptions topic should tell of and does not. */
    Set<VerdictRevision> missingFromExceptions() {
        Set<VerdictRevision> missing = new TreeSet<>();
        states.forEach((key, state) -> {
            if (state.published && !state.inExceptions) {
                missing.add(key);
            }
        });
        return missing;
    }

    /** Whether a topic lacks anything that the log has. */
    boolean lacksAnything() {
        return states.values().stream()
                .anyMatch(state -> !state.inVerdicts || (state.published && !state.inExceptions));
    }

    /** Those that a topic tells of and the log does not have. */
    Set<VerdictRevision> unknown() {
        return unknown;
    }

    /** Those of which a topic says something else than the log. */
    Set<VerdictRevision> different() {
        return different;
    }

    /** How many messages say again what one before them said. */
    long repeated() {
        return repeated;
    }
}
