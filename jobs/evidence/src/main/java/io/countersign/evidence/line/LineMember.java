package io.countersign.evidence.line;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A member of a line, and where its value is in the line that was read last. */
final class LineMember {

    private final byte[] name;
    private final boolean required;

    /** Where its value begins, and before what it ends; 0 if the line does not have it. */
    int from;

    int to;

    LineMember(String name, boolean required) {
        this.name = name.getBytes(StandardCharsets.US_ASCII);
        this.required = required;
    }

    /** Members by the length of their names: every member of every line is looked up. */
    static LineMember[][] byLength(List<LineMember> members) {
        int longest = members.stream().mapToInt(each -> each.name.length).max().orElse(0);
        LineMember[][] table = new LineMember[longest + 1][];
        for (int length = 0; length <= longest; length++) {
            int wanted = length;
            table[length] =
                    members.stream().filter(each -> each.name.length == wanted).toArray(LineMember[]::new);
        }
        return table;
    }

    /** Notes where the value of the one with a name is; false if there is none with it. */
    static boolean find(LineMember[][] byLength, byte[] b, int nameFrom, int nameTo, int valueFrom, int valueTo) {
        int length = nameTo - nameFrom;
        if (length < byLength.length) {
            for (LineMember each : byLength[length]) {
                if (Arrays.equals(b, nameFrom, nameTo, each.name, 0, length)) {
                    each.from = valueFrom;
                    each.to = valueTo;
                    return true;
                }
            }
        }
        return false;
    }

    /** Forgets where values were. */
    static void forget(List<LineMember> members) {
        for (int i = 0; i < members.size(); i++) {
            members.get(i).to = 0;
        }
    }

    String name() {
        return new String(name, StandardCharsets.US_ASCII);
    }

    boolean isRequired() {
        return required;
    }

    boolean isThere() {
        return to > 0;
    }
}
