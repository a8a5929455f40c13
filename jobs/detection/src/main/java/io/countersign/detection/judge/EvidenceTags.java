package io.countersign.detection.judge;

import io.countersign.detection.ingest.Account;
import io.countersign.evidence.line.EvidenceRecord;
import java.io.Serializable;
import java.util.Objects;
import org.apache.flink.util.OutputTag;

/**
 * The side outputs of a judge for evidence.
 *
 * @param records actions that a rule selects, and what the register learns
 * @param accounts what became of the events of each partition
 */
public record EvidenceTags(OutputTag<EvidenceRecord> records, OutputTag<Account> accounts) implements Serializable {

    public EvidenceTags {
        Objects.requireNonNull(records, "records");
        Objects.requireNonNull(accounts, "accounts");
    }
}
