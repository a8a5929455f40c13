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

    /** Notes where the value of the one with a name is; false if there is none with it. */
    static boolean find(List<LineMember> among, byte[] b, int nameFrom, int nameTo, int valueFrom, int valueTo) {
        int length = nameTo - nameFrom;
        for (int i = 0; i < among.size(); i++) {
            LineMember each = among.get(i);
            if (each.name.length == length && Arrays.equals(b, nameFrom, nameTo, each.name, 0, length)) {
                each.from = valueFrom;
                each.to = valueTo;
                return true;
            }
        }
        return false;
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
