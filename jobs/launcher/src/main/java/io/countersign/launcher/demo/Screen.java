package io.countersign.launcher.demo;

import io.countersign.schemas.codec.Shown;
import java.io.PrintWriter;

/**
 * What people see of the demo. Colour and the progress bar only on a terminal, and no colour where {@code NO_COLOR} is
 * set (no-color.org).
 */
final class Screen {

    private static final int BAR_WIDTH = 30;
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintWriter out;
    private final boolean quiet;
    private final boolean terminal;
    private final boolean colour;
    private boolean barShown;

    /** For a writer; quiet if something else is to be printed at the end. */
    @SuppressWarnings("SystemConsoleNull") // The launcher script keeps the meaning it has before Java 22.
    Screen(PrintWriter out, boolean quiet) {
        this.out = out;
        this.quiet = quiet;
        terminal = !quiet && System.console() != null;
        String noColour = System.getenv("NO_COLOR");
        colour = terminal && (noColour == null || noColour.isEmpty());
    }

    void say(String line) {
        if (!quiet) {
            clearBar();
            out.println(line);
            out.flush();
        }
    }

    /** A finding; its text may hold what a log said. */
    void finding(String tag, String sentence, boolean settled) {
        say(paint(settled ? "33" : "31", "%-12s".formatted(tag)) + " " + shown(sentence));
    }

    private static String shown(String sentence) {
        StringBuilder shown = new StringBuilder();
        for (String word : sentence.split(" ", -1)) {
            shown.append(shown.length() == 0 ? "" : " ").append(Shown.text(word));
        }
        return shown.toString();
    }

    void heading(String text) {
        say("");
        say(paint("1", text));
    }

    String verdict(boolean good, String text) {
        return paint(good ? "32" : "31", text);
    }

    void progress(String what, int done, int of) {
        if (!terminal) {
            return;
        }
        int filled = of == 0 ? BAR_WIDTH : Math.min(BAR_WIDTH, done * BAR_WIDTH / of);
        out.print(CLEAR_LINE + what + " [" + "#".repeat(filled) + "-".repeat(BAR_WIDTH - filled) + "] " + done + "/"
                + of);
        out.flush();
        barShown = true;
    }

    private void clearBar() {
        if (barShown) {
            out.print(CLEAR_LINE);
            barShown = false;
        }
    }

    private String paint(String code, String text) {
        return colour ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
