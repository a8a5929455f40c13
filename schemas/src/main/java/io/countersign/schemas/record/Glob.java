package io.countersign.schemas.record;

/**
 * Globs in which only {@code *} is special: any run of any characters, none included. Case-sensitive, whole string
 * (S4.1). Takes time linear in the text for each star, without backtracking further than the last one, so that no
 * pattern or text can be made slow.
 */
public final class Glob {

    private Glob() {}

    /** Whether the glob matches the whole text. */
    public static boolean matches(String glob, String text) {
        int g = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                resume = t;
            } else if (g < glob.length() && glob.charAt(g) == text.charAt(t)) {
                g++;
                t++;
            } else if (star >= 0) {
                g = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }
}
