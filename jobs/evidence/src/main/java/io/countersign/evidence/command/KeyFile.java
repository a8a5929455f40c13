package io.countersign.evidence.command;

import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.note.InvalidNoteException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file with the key that signs for a log, and beside it one with the key by which that is verified. */
record KeyFile(Path secret) {

    /** The file for the auditor. */
    Path shared() {
        return Path.of(secret + ".vkey");
    }

    /** Refuses such a file as whoever gets a copy of the evidence would get too. */
    void requireOutside(Path store, StoreCommand command) {
        if (secret.toAbsolutePath()
                .normalize()
                .startsWith(store.toAbsolutePath().normalize())) {
            throw command.refusal(
                    secret + " is inside of " + store + ", which others get a copy of; give a file outside of it");
        }
    }

    /** Refuses files that are there, and such as are inside of a store. */
    void requireFree(Path store, StoreCommand command) {
        requireOutside(store, command);
        if (isThere(secret) || isThere(shared())) {
            throw command.refusal(secret + " or " + shared()
                    + " is there already, and a key is never overwritten; give another file");
        }
    }

    /** Whether there is a file for the key that signs. */
    boolean isThere() {
        return isThere(secret);
    }

    private static boolean isThere(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Makes both files; only their owner may read the first.
     *
     * @throws java.nio.file.FileAlreadyExistsException if one of them is there: a key is never overwritten
     */
    void create(Ed25519Signer key) throws IOException {
        write(secret, "rw-------", key.toSecretText());
        write(shared(), "rw-r--r--", key.verifierKey().toString());
    }

    /** Makes the file for the auditor, unless one is there. */
    void share(Ed25519Signer key) throws IOException {
        if (!isThere(shared())) {
            write(shared(), "rw-r--r--", key.verifierKey().toString());
        }
    }

    private static void write(Path file, String mode, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)))) {
            ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /**
     * Reads the key that signs.
     *
     * @throws InvalidNoteException if the file holds none
     */
    Ed25519Signer read() throws IOException, InvalidNoteException {
        try {
            return Ed25519Signer.parse(Files.readString(secret));
        } catch (InvalidNoteException e) {
            throw new InvalidNoteException("the key file " + secret + " " + e.getMessage());
        } catch (MalformedInputException e) {
            throw new InvalidNoteException("the key file " + secret + " is no text");
        }
    }
}
