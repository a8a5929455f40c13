package io.countersign.evidence.command;

import io.countersign.evidence.verify.Verifier;
import java.io.PrintWriter;

/** How far a verification is, on one line of a terminal; nothing where there is none. */
final class ProgressBar implements Verifier.Progress {

    private static final int WIDTH = 40;

    private final PrintWriter terminal;
    private final boolean isShown;
    private long percent = -1;

    ProgressBar(PrintWriter terminal, boolean isShown) {
        this.terminal = terminal;
        this.isShown = isShown;
    }

    @Override
    public void at(long done, long of) {
        long now = of == 0 ? 100 : 100 * done / of;
        if (isShown && now != percent) {
            percent = now;
            int filled = (int) (WIDTH * now / 100);
            terminal.print(
                    "\r[" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "] " + now + "% of " + of + " leaves");
            terminal.flush();
        }
    }

    /** Leaves the line as it was before. */
    void clear() {
        if (isShown && percent >= 0) {
            terminal.print("\r" + " ".repeat(WIDTH + 40) + "\r");
            terminal.flush();
        }
    }
}
