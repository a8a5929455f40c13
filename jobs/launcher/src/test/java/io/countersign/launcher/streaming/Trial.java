package io.countersign.launcher.streaming;

import java.nio.file.Path;

/**
 * A job to be tried: what it reads, and a name that its output topics, transactions and checkpoints carry.
 *
 * @param rules the rules directory
 * @param assets the text of the scope file
 * @param sources the sources of the settings file, a YAML list
 * @param retention how long the register reaches back, an ISO 8601 duration
 */
record Trial(String name, Path rules, String assets, String sources, String retention) {

    /** With the default retention. */
    Trial(String name, Path rules, String assets, String sources) {
        this(name, rules, assets, sources, "P90D");
    }

    String exceptions() {
        return name + ".exceptions";
    }

    String verdicts() {
        return name + ".verdicts";
    }

    String quarantine() {
        return name + ".quarantine";
    }

    String population() {
        return name + ".population";
    }

    String alerts() {
        return name + ".alerts";
    }
}
