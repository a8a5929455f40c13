package io.countersign.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a run of the command said. */
public record CommandRun(int exit, String out, String err) {

    /** Runs the command. */
    public static CommandRun of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Countersign.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new CommandRun(exit, out.toString(), err.toString());
    }
}
