package io.countersign.rules.register;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The aliases of identities (S4.1). A name is only compared with globs whose literal head or tail it has, so that
 * looking it up does not cost more the more identities there are.
 */
final class Aliases {

    private final Index exact = new Index();
    private final Index globs = new Index();
    private final Globs byHead = new Globs();
    private final Globs byTail = new Globs();

    /** Globs by a literal text they share, and which lengths such texts have. */
    private static final class Globs {

        private final Map<String, List<String>> byLiteral = new HashMap<>();
        private final TreeMap<Integer, Integer> literalsByLength = new TreeMap<>();

        void put(String literal, String glob) {
            List<String> sharing = byLiteral.get(literal);
            if (sharing == null) {
                sharing = new ArrayList<>(1);
                byLiteral.put(literal, sharing);
                literalsByLength.merge(literal.length(), 1, Integer::sum);
            }
            sharing.add(glob);
        }

        void remove(String literal, String glob) {
            List<String> sharing = byLiteral.getOrDefault(literal, new ArrayList<>());
            if (sharing.remove(glob) && sharing.isEmpty()) {
                byLiteral.remove(literal);
                literalsByLength.computeIfPresent(
                        literal.length(), (length, count) -> count == 1 ? null : Integer.valueOf(count - 1));
            }
        }

        Set<Integer> lengthsUpTo(int length) {
            return literalsByLength.headMap(length, true).keySet();
        }

        List<String> sharing(String literal) {
            return byLiteral.getOrDefault(literal, List.of());
        }
    }

    void put(String alias, String id) {
        if (isExact(alias)) {
            exact.put(alias, id);
            return;
        }
        if (globs.get(alias).isEmpty()) {
            String head = head(alias);
            if (head.isEmpty()) {
                byTail.put(tail(alias), alias);
            } else {
                byHead.put(head, alias);
            }
        }
        globs.put(alias, id);
    }

    void remove(String alias, String id) {
        if (isExact(alias)) {
            exact.remove(alias, id);
            return;
        }
        boolean present = !globs.get(alias).isEmpty();
        globs.remove(alias, id);
        if (present && globs.get(alias).isEmpty()) {
            String head = head(alias);
            if (head.isEmpty()) {
                byTail.remove(tail(alias), alias);
            } else {
                byHead.remove(head, alias);
            }
        }
    }

    /** The ids some version of which has this alias, literally. */
    Set<String> ids(String alias) {
        return isExact(alias) ? exact.get(alias) : globs.get(alias);
    }

    /** The globs that may match a name; no other does. */
    List<String> globsThatMayMatch(String name) {
        List<String> found = new ArrayList<>();
        for (int length : byHead.lengthsUpTo(name.length())) {
            found.addAll(byHead.sharing(name.substring(0, length)));
        }
        for (int length : byTail.lengthsUpTo(name.length())) {
            found.addAll(byTail.sharing(name.substring(name.length() - length)));
        }
        return found;
    }

    private static boolean isExact(String alias) {
        return alias.indexOf('*') < 0;
    }

    private static String head(String glob) {
        return glob.substring(0, glob.indexOf('*'));
    }

    private static String tail(String glob) {
        return glob.substring(glob.lastIndexOf('*') + 1);
    }
}
