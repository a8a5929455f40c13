package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.reference.Ranking.TieBreak;
import java.util.Comparator;
import java.util.List;

/** One version of a register record, a full snapshot (S2). */
record Version(ObjectNode node, String type, String id, long number, long recordedAt, String source, String hash) {
    /** Latest first: the first of the visible ones is the current one (S3.1). */
    static final Ranking<Version> LATEST = new Ranking<>(List.of(
            new TieBreak<>(
                    "current version: recorded_at",
                    Comparator.comparing(Version::recordedAt).reversed()),
            new TieBreak<>(
                    "current version: version",
                    Comparator.comparing(Version::number).reversed()),
            new TieBreak<>(
                    "current version: hash", Comparator.comparing(Version::hash).reversed())));

    static Version of(ObjectNode node) {
        return new Version(
                node,
                Fields.required(node, "type"),
                Fields.required(node, "id"),
                Fields.at(node, "version").asLong(),
                Fields.requiredMillis(node, "recorded_at"),
                Fields.required(node, "source"),
                Content.hash(node));
    }
}
