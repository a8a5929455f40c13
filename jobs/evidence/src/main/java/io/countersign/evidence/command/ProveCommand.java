package io.countersign.evidence.command;

import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.log.FoundLine;
import io.countersign.evidence.log.LineProof;
import io.countersign.evidence.storage.PosixStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign evidence prove}. */
@Command(
        name = "prove",
        description = {
            "Writes a file that proves that a record is in the log, to whoever has the log's key and nothing else.",
            "It is a tlog-proof (c2sp.org/tlog-proof); 'countersign evidence check-proof' checks it."
        },
        exitCodeList = {
            "0:written",
            "40:the log is damaged, or not signed by a given key",
            "60:bad usage, no such record, or files that cannot be read or written"
        })
final class ProveCommand extends StoreCommand {

    @Parameters(index = "0", paramLabel = "DIR", description = "Where the evidence is.")
    private Path directory = Path.of("");

    @Parameters(index = "1", paramLabel = "ID", description = "The id of a line, 32 hex digits; of a verdict its own.")
    private String id = "";

    @Option(names = "--vkey", paramLabel = "KEY", description = "The log's key, or a file with it.")
    private List<String> vkeys = List.of();

    @Option(
            names = "--revision",
            paramLabel = "N",
            description = "Which revision of a verdict (default: the newest one).")
    private @Nullable Integer revision;

    @Option(names = "--out", paramLabel = "FILE", description = "A new file for it (default: ID.tlog-proof).")
    private @Nullable Path out;

    /** For picocli. */
    ProveCommand() {}

    @Override
    int run() throws IOException {
        PosixStorage storage = existing(directory);
        requireId(id);
        EvidenceReader reader = EvidenceReader.open(storage, keys(vkeys));
        List<FoundLine> found = FoundLine.find(reader, id).stream()
                .filter(line -> revision == null || line.revision() == revision)
                .toList();
        if (found.isEmpty()) {
            throw refusal("log " + reader.checkpoint().origin() + " has no line with id " + id
                    + (revision == null ? "" : " and revision " + revision) + "; 'show' tells what it has");
        }
        FoundLine line = found.stream()
                .max(Comparator.comparingLong(FoundLine::revision).thenComparingLong(FoundLine::leafIndex))
                .orElseThrow();
        Path file = out == null ? Path.of(id + ".tlog-proof") : out;
        Files.write(
                file,
                LineProof.of(storage, reader, line).toBytes(),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE);
        print("Wrote " + file + ": line " + line.number() + " of "
                + line.manifest().segment().path() + ", leaf " + line.leafIndex() + " of log "
                + reader.checkpoint().origin() + " at size "
                + reader.checkpoint().size() + ".");
        print("Check it anywhere: countersign evidence check-proof " + file + " --vkey KEY");
        return Exit.OK;
    }
}
