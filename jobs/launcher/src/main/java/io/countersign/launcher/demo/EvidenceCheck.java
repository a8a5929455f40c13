package io.countersign.launcher.demo;

import io.countersign.evidence.command.EvidenceMain;
import io.countersign.evidence.note.VerifierKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the verifier says of the evidence of a demo, and how to ask it again.
 *
 * @param exit its exit code (E6)
 * @param said what it printed
 * @param command that asks it
 */
record EvidenceCheck(int exit, String said, String command) {

    /** Consistent within itself; nobody kept a checkpoint of a demo elsewhere. */
    private static final int CONSISTENT_UNANCHORED = 10;

    /**
     * Verifies the evidence in a demo's directory.
     *
     * @param sourceOffsets where the topics that were read end, each as {@code topic:partition:offset}
     */
    static EvidenceCheck of(Path directory, VerifierKey key, List<String> sourceOffsets) throws IOException {
        Path log = directory.resolve("evidence");
        Path offsets = Files.write(directory.resolve("source-offsets.txt"), sourceOffsets);
        List<String> args =
                List.of("verify", log.toString(), "--vkey", key.toString(), "--source-offsets", offsets.toString());
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        int exit = EvidenceMain.run(writer, writer, args.toArray(String[]::new));
        return new EvidenceCheck(exit, said.toString(), "./countersign evidence " + String.join(" ", args));
    }

    boolean isSound() {
        return exit == CONSISTENT_UNANCHORED;
    }

    /** The verifier's first word. */
    String outcome() {
        return said.split("\\W", 2)[0];
    }

    void show(Screen screen) {
        screen.heading("Its evidence, verified");
        said.lines().forEach(screen::say);
        screen.say("To do it again: " + command);
    }
}
