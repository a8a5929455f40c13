package io.countersign.bench;

import java.util.Locale;

/**
 * What one measurement is loaded with. Each number that is left out in its text form is that of {@link #BASE}.
 *
 * @param inScopePercent how many of a hundred events touch a financial asset
 * @param liveChanges changes whose windows lie within half a month of the events
 * @param pastChanges closed changes whose windows ended one to three months before the events
 * @param identities identities of the inventory, of which at most 200 act
 */
record Workload(int inScopePercent, int liveChanges, int pastChanges, int identities) {

    /** What the others differ from, each in one number. */
    static final Workload BASE = new Workload(10, 1_000, 0, 200);

    private static final int MOST = 1_000_000;

    Workload {
        if (inScopePercent < 1 || inScopePercent > 100) {
            throw new IllegalArgumentException("in-scope is " + inScopePercent + ", expected 1 to 100 percent");
        }
        if (liveChanges < 1 || liveChanges > MOST || pastChanges < 0 || pastChanges > MOST) {
            throw new IllegalArgumentException("live is " + liveChanges + " and past is " + pastChanges
                    + ", expected 1 (past: 0) to " + MOST + " changes");
        }
        if (identities < 1 || identities > MOST) {
            throw new IllegalArgumentException(
                    "identities is " + identities + ", expected 1 to " + MOST + " identities");
        }
    }

    /**
     * Reads the text form, for example {@code in-scope=10,live=1000,past=0,identities=200}.
     *
     * @throws IllegalArgumentException with what was given and what is expected
     */
    static Workload parse(String text) {
        int inScopePercent = BASE.inScopePercent;
        int liveChanges = BASE.liveChanges;
        int pastChanges = BASE.pastChanges;
        int identities = BASE.identities;
        for (String setting : text.split(",", -1)) {
            int equals = setting.indexOf('=');
            String name = equals < 0 ? setting : setting.substring(0, equals);
            int number = number(name, setting.substring(equals + 1));
            switch (name) {
                case "in-scope" -> inScopePercent = number;
                case "live" -> liveChanges = number;
                case "past" -> pastChanges = number;
                case "identities" -> identities = number;
                default ->
                    throw new IllegalArgumentException(
                            "'" + name + "' given, expected in-scope, live, past or identities");
            }
        }
        return new Workload(inScopePercent, liveChanges, pastChanges, identities);
    }

    private static int number(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + name + "' is '" + text + "', expected a whole number, as in in-scope=10", e);
        }
    }

    /** The text form. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "in-scope=%d,live=%d,past=%d,identities=%d",
                inScopePercent,
                liveChanges,
                pastChanges,
                identities);
    }
}
