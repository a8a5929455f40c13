package io.countersign.schemas.yaml;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is wrong with a set of files, gathered so that it is reported at once; the same is told once. */
public final class Problems {

    private final Set<String> found = new LinkedHashSet<>();

    /** Notes a problem at a line counted from 1: what was given, what was expected and what to do. */
    public void add(String file, int line, String problem) {
        found.add(file + ":" + line + ": " + problem);
    }

    /** Notes a problem of a file as a whole. */
    public void add(String file, String problem) {
        found.add(file + ": " + problem);
    }

    /** The problems, in the order in which they were found. */
    public List<String> found() {
        return List.copyOf(found);
    }

    /** Ends the reading if there is any problem. */
    public void throwIfAny() throws InvalidFileException {
        if (!found.isEmpty()) {
            throw new InvalidFileException(found());
        }
    }

    /** " Did you mean 'x'?" for the option nearest to what was given; empty if none is near. */
    public static String suggestion(String given, Collection<String> options) {
        String nearest = "";
        int nearestDistance = Math.max(2, given.length() / 3) + 1;
        for (String option : options) {
            int distance = distance(given, option);
            if (distance < nearestDistance) {
                nearestDistance = distance;
                nearest = option;
            }
        }
        return nearest.isEmpty() ? "" : " Did you mean '" + nearest + "'?";
    }

    /** Levenshtein distance: the edits that turn one text into the other. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
