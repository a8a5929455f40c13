package io.countersign.evidence.command;

import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.note.Checkpoint;
import io.countersign.evidence.note.InvalidNoteException;
import io.countersign.evidence.note.SignedNote;
import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.evidence.tree.Hash;
import io.countersign.evidence.tree.Proofs;
import io.countersign.evidence.tree.Tiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign evidence prove-consistency}. */
@Command(
        name = "prove-consistency",
        description = {
            "Proves that the log has only grown since a checkpoint that you kept (RFC 9162, 2.1.4).",
            "Nothing that lies beside the evidence can show that: keep checkpoints elsewhere."
        },
        exitCodeList = {
            "0:it has only grown",
            "30:it was rolled back (ROLLBACK), or its history was written anew (FORK)",
            "40:the log is damaged, or not signed by a given key",
            "60:bad usage, or files that cannot be read"
        })
final class ProveConsistencyCommand extends StoreCommand {

    @Parameters(index = "0", paramLabel = "DIR", description = "Where the evidence is.")
    private Path directory = Path.of("");

    @Parameters(index = "1", paramLabel = "OLD_CHECKPOINT", description = "The file that was kept.")
    private Path old = Path.of("");

    @Option(names = "--vkey", paramLabel = "KEY", description = "The log's key, or a file with it.")
    private List<String> vkeys = List.of();

    /** For picocli. */
    ProveConsistencyCommand() {}

    @Override
    int run() throws IOException, InvalidNoteException {
        PosixStorage storage = existing(directory);
        VerifierKey[] keys = keys(vkeys);
        EvidenceReader reader = EvidenceReader.open(storage, keys);
        Checkpoint now = reader.checkpoint();
        Checkpoint before = kept(reader, now, keys.length > 0);
        if (before.size() > now.size()) {
            print("ROLLBACK: the log had " + before.size() + " leaves and has " + now.size() + ".");
            return Exit.DIVERGED;
        }
        Tiles tiles = new Tiles(storage::read, now.size());
        if (now.size() > 0 && !Proofs.root(tiles, 0, now.size()).equals(now.root())) {
            print("TILE_MISMATCH: the tiles are not those of the newest checkpoint; 'countersign evidence verify' tells"
                    + " which.");
            return Exit.INVALID;
        }
        List<Hash> proof = Proofs.consistency(tiles, before.size(), now.size());
        if (!Proofs.isConsistent(before.size(), before.root(), now.size(), now.root(), proof)) {
            print("FORK: the first " + before.size() + " leaves of the log are not those that it had.");
            return Exit.DIVERGED;
        }
        print("CONSISTENT: log " + now.origin() + " has only grown, from " + before.size() + " to " + now.size()
                + " leaves. The proof, from " + before.root().toBase64() + " to "
                + now.root().toBase64() + ":");
        proof.forEach(hash -> print(hash.toBase64()));
        return Exit.OK;
    }

    private Checkpoint kept(EvidenceReader reader, Checkpoint now, boolean hasKeys)
            throws IOException, InvalidNoteException {
        try {
            SignedNote note = SignedNote.parse(Files.readAllBytes(old));
            Checkpoint before = Checkpoint.parse(note.text());
            if (!before.origin().equals(now.origin())) {
                throw refusal(
                        old + " is of log '" + before.origin() + "', but " + directory + " is log " + now.origin());
            }
            if (hasKeys && !reader.trusts(note)) {
                throw new InvalidNoteException(
                        "is signed by none of the keys given, nor by one that they handed over to");
            }
            return before;
        } catch (InvalidNoteException e) {
            throw new InvalidNoteException(old + " " + e.getMessage());
        }
    }
}
