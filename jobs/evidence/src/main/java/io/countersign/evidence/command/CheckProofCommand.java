package io.countersign.evidence.command;

import io.countersign.evidence.log.LineProof;
import io.countersign.evidence.log.Segment;
import io.countersign.evidence.note.InvalidNoteException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign evidence check-proof}. */
@Command(
        name = "check-proof",
        description =
                "Checks a file of 'countersign evidence prove', with nothing else at hand, and prints the record.",
        exitCodeList = {
            "0:the record is in the log",
            "40:the file does not prove it",
            "60:bad usage, or an unreadable file"
        })
final class CheckProofCommand extends StoreCommand {

    @Parameters(paramLabel = "FILE", description = "The proof.")
    private Path file = Path.of("");

    @Option(names = "--vkey", required = true, paramLabel = "KEY", description = "The log's key, or a file with it.")
    private List<String> vkeys = List.of();

    /** For picocli. */
    CheckProofCommand() {}

    @Override
    int run() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try {
            LineProof proof = LineProof.parse(bytes);
            LineProof.Shown shown = proof.check(keys(vkeys));
            Segment segment = shown.manifest().segment();
            print("PROVEN: line " + (proof.index() + 1) + " of " + segment.path() + " is in log "
                    + shown.checkpoint().origin() + " (leaf " + proof.log().index() + " of "
                    + shown.checkpoint().size() + ").");
            if (!shown.recordSha256().isEmpty()) {
                print("The record is too long for a line: it is the object with SHA-256 " + shown.recordSha256() + ".");
            }
            print(new String(proof.line(), StandardCharsets.UTF_8));
            return Exit.OK;
        } catch (InvalidNoteException e) {
            print("INVALID: " + file + " " + e.getMessage() + ".");
            return Exit.INVALID;
        }
    }
}
