package io.countersign.evidence.line;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Members by name. Every member of every line is looked up here, and most are of no interest. */
final class MemberTable {

    /** A member of some name, and where its value is in the line at hand. */
    static final class Member {

        final byte[] name;
        final boolean required;
        int from;
        int to;

        /** For a name of at least one character. */
        Member(String name, boolean required) {
            this.name = name.getBytes(StandardCharsets.US_ASCII);
            this.required = required;
        }

        boolean isThere() {
            return to > 0;
        }

        private long start() {
            return EightBytes.start(Arrays.copyOf(name, name.length + Long.BYTES), 0, name.length);
        }
    }

    private static final int BITS = 6;

    private final long[] starts = new long[1 << BITS];
    private final @Nullable Member[] members = new Member[1 << BITS];
    private final long factor;

    MemberTable(List<Member> all) {
        long tried = 0x9e37_79b9_7f4a_7c15L;
        while (!isFree(all, tried)) {
            tried += 2;
        }
        factor = tried;
        for (Member member : all) {
            starts[slot(member.start(), factor)] = member.start();
            members[slot(member.start(), factor)] = member;
        }
    }

    /** Whether each has a slot of its own. */
    private static boolean isFree(List<Member> all, long factor) {
        return all.stream()
                        .mapToInt(each -> slot(each.start(), factor))
                        .distinct()
                        .count()
                == all.size();
    }

    private static int slot(long start, long factor) {
        return (int) ((start * factor) >>> (Long.SIZE - BITS));
    }

    /** The member of the name that some bytes are, behind which seven more can be read; null if there is none. */
    @Nullable
    Member find(byte[] bytes, int nameFrom, int nameTo) {
        long start = EightBytes.start(bytes, nameFrom, nameTo);
        int slot = slot(start, factor);
        Member member = starts[slot] == start ? members[slot] : null;
        if (member == null) {
            return null;
        }
        int length = nameTo - nameFrom;
        boolean isIt = member.name.length == length
                && (length <= Long.BYTES || Arrays.equals(bytes, nameFrom, nameTo, member.name, 0, length));
        return isIt ? member : null;
    }
}
