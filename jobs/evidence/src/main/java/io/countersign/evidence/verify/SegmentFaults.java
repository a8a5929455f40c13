package io.countersign.evidence.verify;

import io.countersign.evidence.log.Segment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what is wrong with the lines of one segment, and says it in the terms of E6. */
final class SegmentFaults {

    /** Lines of one segment that are named; those beyond are counted. */
    private static final int MOST = 100;

    private final Segment segment;
    private final Faults format = new Faults(Code.SEGMENT_FORMAT);
    private final Faults damaged = new Faults(Code.SEGMENT_ROOT_MISMATCH);
    private final Faults rules = new Faults(Code.RULES_MISMATCH);
    private final Faults foreign = new Faults(Code.MANIFEST_MISMATCH);
    private final Faults apart = new Faults(Code.RAW_MISSING);
    private long displaced;
    private long displacedSeq;
    private long displacedExpected;

    SegmentFaults(Segment segment) {
        this.segment = segment;
    }

    /** Lines with one fault. */
    private final class Faults {

        private final Code code;
        private final List<Problem> named = new ArrayList<>();
        private long count;

        Faults(Code code) {
            this.code = code;
        }

        void add(long line, String sentence) {
            count++;
            if (named.size() < MOST) {
                named.add(new Problem(code, segment.path(), line, sentence));
            }
        }

        void addTo(List<Problem> problems) {
            problems.addAll(named);
            if (count > named.size()) {
                problems.add(Problem.of(
                        code, segment.path(), "and " + (count - named.size()) + " more of its lines as well"));
            }
        }
    }

    void format(long line, String sentence) {
        format.add(line, sentence);
    }

    void damaged(long line) {
        damaged.add(
                line,
                "line " + line + " is not what was written: it has another CRC-32 than it says, and the segment another"
                        + " root than its manifest");
    }

    void rules(long line, @Nullable String given, String expected) {
        rules.add(line, "has a verdict by the rules " + given + ", expected those of its manifest, " + expected);
    }

    void foreign(long line, int epoch, int lane) {
        foreign.add(
                line,
                "is of epoch " + epoch + " and lane " + lane + ", expected epoch " + segment.epoch() + " and lane "
                        + segment.lane());
    }

    void apart(long line, String sha256) {
        apart.add(line, "names the record " + StoreListing.rawKey(sha256) + ", which is not there");
    }

    void source(long line, String sha256) {
        apart.add(line, "is of an exception whose source bytes, " + StoreListing.rawKey(sha256) + ", are not there");
    }

    void displaced(long line, long seq, long expected) {
        if (displaced == 0) {
            displaced = line;
            displacedSeq = seq;
            displacedExpected = expected;
        }
    }

    boolean hasFormat() {
        return format.count > 0;
    }

    boolean hasDamaged() {
        return damaged.count > 0;
    }

    boolean hasDisplaced() {
        return displaced > 0;
    }

    boolean isEmpty() {
        return format.count + damaged.count + displaced + rules.count + foreign.count + apart.count == 0;
    }

    /** All of it: of a file that is not of the form there is, only that, for it has no lines to speak of. */
    List<Problem> problems(SegmentReader.Content content) {
        List<Problem> problems = new ArrayList<>();
        rules.addTo(problems);
        apart.addTo(problems);
        SegmentReader.Fault fault = content.fault();
        if (fault != null) {
            problems.add(new Problem(Code.SEGMENT_FORMAT, segment.path(), fault.line(), fault.sentence()));
        }
        format.addTo(problems);
        if (fault != null || hasFormat()) {
            return problems;
        }
        if (content.lines() != segment.count()) {
            problems.add(Problem.of(
                    Code.RECORD_COUNT,
                    segment.path(),
                    "has " + content.lines() + " lines, expected " + segment.count()));
        }
        if (content.root().equals(segment.root())) {
            foreign.addTo(problems);
            if (displaced > 0) {
                problems.add(new Problem(Code.MANIFEST_MISMATCH, segment.path(), displaced, order()));
            }
            return problems;
        }
        damaged.addTo(problems);
        if (!hasDamaged()) {
            problems.add(new Problem(Code.SEGMENT_ROOT_MISMATCH, segment.path(), displaced, why(content.lines())));
        }
        return problems;
    }

    private String order() {
        return "is number " + displacedSeq + " of its lane, expected " + displacedExpected;
    }

    private String why(long lines) {
        long expected = segment.count();
        if (displaced == 0) {
            return lines < expected
                    ? "its last lines are missing, " + (segment.firstSeq() + lines) + " to " + segment.lastSeq()
                            + " of the lane"
                    : "its lines are sound and in order, but not those that its manifest is of: some were replaced";
        }
        if (lines < expected) {
            return order() + ": lines before it were dropped";
        }
        return lines > expected ? order() + ": lines were inserted" : order() + ": lines are out of order or replaced";
    }
}
