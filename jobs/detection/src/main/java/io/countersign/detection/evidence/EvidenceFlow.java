package io.countersign.detection.evidence;

import io.countersign.detection.correlate.MatchFinding;
import io.countersign.detection.ingest.Account;
import io.countersign.detection.ingest.RawBytes;
import io.countersign.detection.ingest.Tally;
import io.countersign.detection.judge.Finding;
import io.countersign.evidence.line.EvidenceRecord;
import java.util.Collection;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.jspecify.annotations.Nullable;

/** From what was found to a log of it. */
public final class EvidenceFlow {

    private final EvidenceTarget target;
    private final RawBytes rawBytes;
    private final Collection<String> sources;
    private final Uids uids;

    /** The uids of the operators, which savepoints find their state by. */
    public record Uids(String findings, String matches, String tallies, String ledger, String lanes, String sink) {}

    /**
     * To a log.
     *
     * @param rawBytes where the source bytes of exceptions can be had
     * @param sources those that are known to be read
     */
    public EvidenceFlow(EvidenceTarget target, RawBytes rawBytes, Collection<String> sources, Uids uids) {
        this.target = target;
        this.rawBytes = rawBytes;
        this.sources = sources;
        this.uids = uids;
    }

    /**
     * What becomes evidence.
     *
     * @param seen actions that a rule selects, and what the register has learnt
     * @param findings every revision of every verdict
     * @param matches what the sequences found; null if there are none
     * @param accounts which offsets were read, and what became of their events
     * @param tallies the numbers of the population equations
     */
    public record Inputs(
            DataStream<EvidenceRecord> seen,
            DataStream<Finding> findings,
            @Nullable DataStream<MatchFinding> matches,
            DataStream<Account> accounts,
            DataStream<Tally> tallies) {}

    /** Adds the flow to the job of its inputs. */
    public void keep(Inputs inputs) {
        DataStream<EvidenceRecord> records = inputs.seen()
                .union(inputs.findings()
                        .transform(
                                "raw bytes", TypeInformation.of(EvidenceRecord.class), new RawKeeping(target, rawBytes))
                        .uid(uids.findings()));
        DataStream<Account> accounts = inputs.accounts()
                .union(inputs.tallies()
                        .map(Account::of)
                        .returns(TypeInformation.of(Account.class))
                        .uid(uids.tallies()));
        DataStream<MatchFinding> matches = inputs.matches();
        if (matches != null) {
            records = records.union(matches.map(found -> EvidenceRecord.of(found.match()))
                    .returns(TypeInformation.of(EvidenceRecord.class))
                    .uid(uids.matches()));
            accounts = accounts.union(matches.map(found -> Account.of(
                            new Tally(Tally.Subject.SEQUENCE, found.match().sequence(), "matches", null, 1)))
                    .returns(TypeInformation.of(Account.class))
                    .uid(uids.matches() + "-counted"));
        }
        records.union(accounts.global()
                        .transform(
                                "ledger", TypeInformation.of(EvidenceRecord.class), new Ledger(target.log(), sources))
                        .setParallelism(1)
                        .uid(uids.ledger()))
                .keyBy(new LaneKey(target.lanes()), Types.INT)
                .process(new LaneNumbers(target))
                .returns(TypeInformation.of(NumberedLine.class))
                .uid(uids.lanes())
                .sinkTo(new EvidenceSink(target))
                .uid(uids.sink());
    }
}
