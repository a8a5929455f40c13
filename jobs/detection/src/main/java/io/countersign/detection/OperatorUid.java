package io.countersign.detection;

import io.countersign.detection.evidence.EvidenceFlow;

/**
 * The uids of the job's operators. Savepoints find state by them: none of these texts ever changes, and one that is no
 * longer used is never used for anything else.
 */
public final class OperatorUid {

    /** Actions read from Kafka. */
    public static final String ACTION_SOURCE = "action-source";

    /** Register records read from Kafka. */
    public static final String REGISTER_SOURCE = "register-source";

    /** Files of a bounded run. */
    public static final String FILE_SOURCE = "file-source";

    /** The reader of those files. */
    public static final String FILE_READER = "file-reader";

    /** Prefix; the name of the input follows. */
    public static final String DISPATCH = "dispatch-";

    /** The judge. */
    public static final String JUDGE = "judge";

    /** Prefix; what the sequences wait for follows. The time they live by. */
    public static final String SEQUENCE_TIME = "sequence-time-";

    /** Prefix; what the sequences wait for follows. What is behind their shuffle. */
    public static final String SEQUENCE_EVENTS = "sequence-events-";

    /** Prefix; the id and the digest of a sequence follow. What passes on its events. */
    public static final String EVENTS_OF_SEQUENCE = "events-of-sequence-";

    /** Prefix; the id and the digest of a sequence follow. */
    public static final String SEQUENCE = "sequence-";

    /** Sums of the population equations. */
    public static final String POPULATION = "population";

    /** Findings that are exceptions, as messages. */
    public static final String EXCEPTIONS = "exceptions";

    /** Sink of the exceptions topic. */
    public static final String EXCEPTION_SINK = "exception-sink";

    /** Alerts in their groups. */
    public static final String ALERTS = "alerts";

    /** Sink of the alerts topic. */
    public static final String ALERT_SINK = "alert-sink";

    /** Sink of the verdicts topic. */
    public static final String VERDICT_SINK = "verdict-sink";

    /** Sink of the matches topic. */
    public static final String MATCH_SINK = "match-sink";

    /** Counts of events that came after the time of the sequence that could have used them. */
    public static final String LATE_EVENTS = "late-events";

    /** Sink of the quarantine topic. */
    public static final String QUARANTINE_SINK = "quarantine-sink";

    /** Sink of the population topic. */
    public static final String POPULATION_SINK = "population-sink";

    /** Findings as evidence, and the source bytes of exceptions. */
    public static final String EVIDENCE_FINDINGS = "evidence-findings";

    /** Matches as evidence. */
    public static final String EVIDENCE_MATCHES = "evidence-of-matches";

    /** Tallies as accounts. */
    public static final String EVIDENCE_TALLIES = "evidence-tallies";

    /** The account of every record. */
    public static final String EVIDENCE_LEDGER = "evidence-ledger";

    /** The places of evidence in its lanes. */
    public static final String EVIDENCE_LANES = "evidence-lanes";

    /** Sink of the evidence log. */
    public static final String EVIDENCE_SINK = "evidence-sink";

    /** Those of evidence together. */
    static final EvidenceFlow.Uids OF_EVIDENCE = new EvidenceFlow.Uids(
            EVIDENCE_FINDINGS, EVIDENCE_MATCHES, EVIDENCE_TALLIES, EVIDENCE_LEDGER, EVIDENCE_LANES, EVIDENCE_SINK);

    private OperatorUid() {}

    /** Whether an operator is there for sequences alone: which there are depends on the rules in force. */
    static boolean isOfSequences(String uid) {
        return uid.startsWith(SEQUENCE)
                || uid.startsWith(EVENTS_OF_SEQUENCE)
                || uid.endsWith(MATCH_SINK)
                || uid.startsWith(EVIDENCE_MATCHES);
    }
}
