package io.countersign.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.evidence.contract.Contracts;
import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.log.FileSet;
import io.countersign.evidence.log.InvalidLeafException;
import io.countersign.evidence.log.Leaf;
import io.countersign.evidence.log.LeafCodec;
import io.countersign.evidence.storage.PosixStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a job has written, held against the contracts that are published for it: all of it, by a validator that shares no
 * code with what wrote it.
 *
 * @param lines how many there are of each type
 * @param leaves how many the log has
 */
public record WrittenEvidence(Map<EvidenceType, Integer> lines, int leaves) {

    /** Reads a store, in which everything must obey its contract. */
    public static WrittenEvidence obeyingItsContracts(Path store) throws IOException {
        PosixStorage storage = new PosixStorage(store);
        EvidenceReader reader = EvidenceReader.open(storage);
        Map<EvidenceType, Integer> lines = new EnumMap<>(EvidenceType.class);
        reader.forEach(line -> {
            requireObeyed("evidence_line", line.toBytes());
            lines.merge(line.scanner().type(), 1, Integer::sum);
        });
        Set<String> rules = new TreeSet<>();
        Set<String> contracts = new TreeSet<>();
        int[] leaves = new int[1];
        reader.leaves((index, leaf) -> {
            requireObeyed("evidence_leaf", leaf);
            leaves[0]++;
            if (parse(leaf) instanceof Leaf.Manifest manifest) {
                rules.add(manifest.segment().origin().rulesSha256());
                contracts.add(manifest.segment().origin().schemaSha256());
            }
        });
        for (String sha256 : rules) {
            requireObeyed("evidence_rules", storage.read(FileSet.RULES + sha256));
        }
        for (String sha256 : contracts) {
            requireObeyed("evidence_schemas", storage.read(FileSet.SCHEMAS + sha256));
        }
        return new WrittenEvidence(lines, leaves[0]);
    }

    private static Leaf parse(byte[] leaf) {
        try {
            return LeafCodec.read(leaf);
        } catch (InvalidLeafException e) {
            throw new AssertionError(e);
        }
    }

    private static void requireObeyed(String contract, byte[] json) {
        String text = new String(json, StandardCharsets.UTF_8);
        assertThat(Contracts.objections(contract, text)).as(text).isEmpty();
    }
}
