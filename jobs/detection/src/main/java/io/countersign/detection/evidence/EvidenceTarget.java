package io.countersign.detection.evidence;

import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.log.EvidenceLogException;
import io.countersign.evidence.log.FileSet;
import io.countersign.evidence.log.Leaf;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.note.InvalidNoteException;
import io.countersign.evidence.note.NoteSigner;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.evidence.storage.Storage;
import io.countersign.schemas.codec.ContractFiles;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The log that evidence goes to, as a job knows it when it starts.
 *
 * @param log its name
 * @param directory of the store, which every process of the cluster can reach
 * @param keyFile with the key that signs for the log
 * @param lanes how many the log has
 * @param epoch the one it is in
 * @param starts by lane, the place of the first line of that epoch
 * @param rulesSha256 names the list of the rules in force
 * @param schemaSha256 names the list of the contracts
 * @param build version of this program
 */
public record EvidenceTarget(
        String log,
        String directory,
        String keyFile,
        int lanes,
        int epoch,
        List<Long> starts,
        String rulesSha256,
        String schemaSha256,
        String build)
        implements Serializable {

    /** The name under which the scope file is kept beside the rules. */
    public static final String SCOPE = "assets.yaml";

    public EvidenceTarget {
        Objects.requireNonNull(log, "log");
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(keyFile, "keyFile");
        starts = List.copyOf(starts);
        if (starts.size() != lanes) {
            throw new IllegalArgumentException(starts.size() + " starts given, expected one for each of " + lanes);
        }
        Objects.requireNonNull(rulesSha256, "rulesSha256");
        Objects.requireNonNull(schemaSha256, "schemaSha256");
        Objects.requireNonNull(build, "build");
    }

    /**
     * Looks at the log of a directory, and keeps in it the rules and contracts in force.
     *
     * @param coldStart whether the job comes without a checkpoint: then the log must have no lines of its epoch
     * @throws InvalidFileException if there is no such log, or the key is not its own, or the job cannot go on with it
     */
    public static EvidenceTarget open(Path directory, Path keyFile, FileSet rules, String build, boolean coldStart)
            throws InvalidFileException, IOException {
        Storage storage = new PosixStorage(directory);
        EvidenceLog log;
        try {
            log = EvidenceLog.open(storage, signer(keyFile));
        } catch (EvidenceLogException e) {
            throw new InvalidFileException(List.of("evidence: " + e.getMessage()));
        }
        if (coldStart && !log.heads().equals(log.headsAtEpoch())) {
            throw new InvalidFileException(List.of("evidence: " + log + " has lines of epoch " + log.epoch()
                    + ", and the job starts without the state that they came from; resume from its checkpoint, or begin"
                    + " epoch " + (log.epoch() + 1) + " with 'countersign evidence epoch'"));
        }
        List<Long> starts = new ArrayList<>();
        for (Leaf.LaneHead head : log.headsAtEpoch()) {
            starts.add(head.lastSeq() + 1);
        }
        return new EvidenceTarget(
                log.name(),
                directory.toAbsolutePath().toString(),
                keyFile.toAbsolutePath().toString(),
                log.lanes(),
                log.epoch(),
                starts,
                rules.keep(storage, FileSet.RULES),
                FileSet.ofSchemas(ContractFiles.files()).keep(storage, FileSet.SCHEMAS),
                build);
    }

    Storage storage() {
        return new PosixStorage(Path.of(directory));
    }

    /** Opens the log to write to it. */
    EvidenceLog open() throws IOException {
        try {
            return EvidenceLog.open(storage(), signer(Path.of(keyFile)));
        } catch (InvalidFileException e) {
            throw new EvidenceLogException(EvidenceLogException.Code.KEY, String.join("; ", e.problems()));
        }
    }

    private static NoteSigner signer(Path keyFile) throws InvalidFileException {
        try {
            return Ed25519Signer.parse(Files.readString(keyFile));
        } catch (InvalidNoteException e) {
            throw new InvalidFileException(List.of("evidence: key file " + keyFile + " " + e.getMessage()));
        } catch (IOException e) {
            throw new InvalidFileException(List.of("evidence: key file " + keyFile + " cannot be read (" + e
                    + "); 'countersign evidence init' makes one"));
        }
    }
}
