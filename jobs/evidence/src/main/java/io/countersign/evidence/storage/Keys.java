package io.countersign.evidence.storage;

import java.util.regex.Pattern;

/** The keys a store admits. Nothing that was read from a log may become a path outside of it. */
public final class Keys {

    private static final Pattern KEY =
            Pattern.compile("[A-Za-z0-9_=-][A-Za-z0-9._=-]{0,254}(/[A-Za-z0-9_=-][A-Za-z0-9._=-]{0,254}){0,15}");

    private Keys() {}

    /**
     * The key, if it is one: letters, digits, {@code . _ = -}, in parts that do not start with a dot.
     *
     * @throws IllegalArgumentException otherwise
     */
    public static String require(String key) {
        if (!isValid(key)) {
            throw new IllegalArgumentException("'" + key + "' is no key of a store");
        }
        return key;
    }

    /** Whether a text is a key. */
    public static boolean isValid(String key) {
        return KEY.matcher(key).matches();
    }
}
