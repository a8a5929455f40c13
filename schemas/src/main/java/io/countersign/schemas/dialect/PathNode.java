package io.countersign.schemas.dialect;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A member, or the event itself, with what is wanted in it. Only while a dialect's file is compiled is it changed. */
final class PathNode {

    /** In place of a number: the member itself is not wanted. */
    static final int NONE = -1;

    final Map<String, PathNode> children = new HashMap<>();
    String path = "";
    int number = NONE;
    boolean tolerant;
    boolean jsonText;
    boolean postgresMessage;

    @Nullable
    PathTree elements;

    /** A member of a member; null if nothing is wanted of it. */
    static @Nullable PathNode member(@Nullable PathNode of, String name) {
        return of == null ? null : of.children.get(name);
    }
}
