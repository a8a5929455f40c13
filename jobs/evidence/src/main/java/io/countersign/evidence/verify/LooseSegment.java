package io.countersign.evidence.verify;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the name of a segment says that no manifest is of. */
final class LooseSegment {

    private static final Pattern NAME =
            Pattern.compile("segments/lane=(\\d{2})/\\d{4}/\\d{2}/\\d{2}/(\\d{12})-\\d{12}-[0-9a-f]{16}\\.jsonl\\.gz");

    private LooseSegment() {}

    /** The lane that it says it is of; -1 if it is no name of a segment. */
    static int lane(String key) {
        Matcher name = NAME.matcher(key);
        return name.matches() ? Integer.parseInt(name.group(1)) : -1;
    }

    /** The place of its first line in the lane; -1 if it is no name of a segment. */
    static long firstSeq(String key) {
        Matcher name = NAME.matcher(key);
        return name.matches() ? Long.parseLong(name.group(2)) : -1;
    }
}
