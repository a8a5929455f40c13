package io.countersign.detection.evidence;

import io.countersign.detection.ingest.RawBytes;
import io.countersign.detection.judge.Finding;
import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.log.RawKey;
import io.countersign.evidence.storage.Storage;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.VerdictOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes evidence of findings, and keeps the source bytes of those that are exceptions (E1). They are fetched before each
 * checkpoint, and until then an exception waits, so that the log has it with the word whether they are kept. Nothing is in
 * state: bytes are named by their hash, and keeping them again changes nothing.
 */
final class RawKeeping extends AbstractStreamOperator<EvidenceRecord>
        implements OneInputStreamOperator<Finding, EvidenceRecord> {

    private static final long serialVersionUID = 1L;
    private static final Logger RAW_LOG = LoggerFactory.getLogger(RawKeeping.class);
    private static final int MOST_AT_ONCE = 1_000;

    /** Each object is forced to the disk by itself, which is waiting more than work. */
    private static final int FORCED_AT_ONCE = 8;

    private final EvidenceTarget target;
    private final RawBytes rawBytes;

    private transient Storage storage;
    private transient List<Finding> waiting;
    private transient Set<String> waitingIds;
    private transient ExecutorService disks;
    private transient RawBytes.@Nullable Reader reader;
    private transient Counter missing;

    RawKeeping(EvidenceTarget target, RawBytes rawBytes) {
        this.target = target;
        this.rawBytes = rawBytes;
    }

    @Override
    public void open() throws Exception {
        super.open();
        storage = target.storage();
        waiting = new ArrayList<>();
        waitingIds = new HashSet<>();
        disks = Executors.newFixedThreadPool(FORCED_AT_ONCE, task -> {
            Thread thread = new Thread(task, "raw-bytes");
            thread.setDaemon(true);
            return thread;
        });
        missing = getMetricGroup().counter("raw_bytes_missing");
    }

    @Override
    public void processElement(StreamRecord<Finding> element) throws Exception {
        Finding finding = element.getValue();
        // The revisions of a verdict keep their order.
        if (!isToBeKept(finding) && !waitingIds.contains(finding.verdict().id())) {
            output.collect(new StreamRecord<>(EvidenceRecord.of(finding.verdict(), finding.previous())));
            return;
        }
        waiting.add(finding);
        waitingIds.add(finding.verdict().id());
        if (waiting.size() >= MOST_AT_ONCE) {
            keep();
        }
    }

    private static boolean isToBeKept(Finding finding) {
        return finding.verdict().outcome() == VerdictOutcome.EXCEPTION
                && finding.previous() != VerdictOutcome.EXCEPTION
                && finding.action().raw() != null;
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        keep();
    }

    @Override
    public void finish() throws Exception {
        keep();
        super.finish();
    }

    private void keep() throws IOException {
        Map<String, RawReference> wanted = new LinkedHashMap<>();
        for (Finding finding : waiting) {
            RawReference raw = finding.action().raw();
            if (raw != null && isToBeKept(finding)) {
                wanted.put(raw.sha256(), raw);
            }
        }
        fetch(wanted);
        for (Finding finding : waiting) {
            RawReference raw = finding.action().raw();
            boolean isKept = raw != null && isToBeKept(finding) && !wanted.containsKey(raw.sha256());
            output.collect(
                    new StreamRecord<>(EvidenceRecord.of(finding.verdict(), finding.previous(), isKept ? raw : null)));
        }
        waiting.clear();
        waitingIds.clear();
    }

    /** Keeps what is not yet kept; leaves what is nowhere any more. */
    private void fetch(Map<String, RawReference> wanted) throws IOException {
        wanted.values().removeIf(this::isKept);
        if (wanted.isEmpty()) {
            return;
        }
        if (reader == null) {
            reader = rawBytes.open();
        }
        List<Future<String>> keeping = new ArrayList<>();
        reader.read(
                wanted.values().stream().toList(), (raw, bytes) -> keeping.add(disks.submit(() -> keep(raw, bytes))));
        for (Future<String> kept : keeping) {
            wanted.remove(await(kept));
        }
        if (!wanted.isEmpty()) {
            missing.inc(wanted.size());
            RawReference first = wanted.values().iterator().next();
            RAW_LOG.warn(
                    "The source bytes of {} exceptions are no longer where they were read, for example at {}-{}@{};"
                            + " the evidence has their hashes and what was read of them. Does the topic keep messages"
                            + " for longer than an action waits to be judged?",
                    wanted.size(),
                    first.topic(),
                    first.partition(),
                    first.offset());
        }
    }

    private boolean isKept(RawReference raw) {
        try {
            return storage.exists(RawKey.of(raw.sha256()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps bytes under their hash; gives the hash. */
    private String keep(RawReference raw, byte[] bytes) throws IOException {
        storage.create(RawKey.of(raw.sha256()), bytes);
        return raw.sha256();
    }

    private static String await(Future<String> kept) throws IOException {
        try {
            return kept.get();
        } catch (ExecutionException e) {
            throw new IOException("the source bytes of an exception could not be kept", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the source bytes of exceptions were kept", e);
        }
    }

    @Override
    public void close() throws Exception {
        if (reader != null) {
            reader.close();
        }
        if (disks != null) {
            disks.shutdownNow();
        }
        super.close();
    }
}
