package io.countersign.schemas.dialect;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The tokens of a SQL text of an unknown dialect. Where a comment or a string ends differs between dialects, and what one
 * takes for a comment another runs, so a text has as many readings as dialects differ on it: most have one. Each reading
 * takes time linear in the text, and none fails.
 */
final class SqlTokens {

    /** What a token is. */
    enum Kind {
        /** An identifier without quotes, or a keyword. */
        WORD,
        /** An identifier in quotes, without them. */
        NAME,
        /** A string, with doubled quotes as one and backslashes as they are. */
        STRING,
        NUMBER,
        /** One character of anything else. */
        SYMBOL
    }

    /**
     * One token.
     *
     * @param keyword a word in capital letters, or a symbol; empty for what can be neither
     */
    record Token(Kind kind, String text, String keyword) {

        boolean is(String word) {
            return keyword.equals(word);
        }

        /** Whether it can be a part of an object's name. */
        boolean isName() {
            return kind == Kind.WORD || kind == Kind.NAME;
        }
    }

    /**
     * What dialects differ on.
     *
     * @param backslash a backslash in any string escapes what follows (MySQL, Snowflake, Databricks)
     * @param hash {@code #} starts a comment (MySQL)
     * @param slashes {@code //} starts a comment (Snowflake)
     * @param spacedDashes {@code --} starts a comment only before white space (MySQL)
     * @param nested comments nest (PostgreSQL, SQL Server, Databricks)
     * @param executable what is in a comment {@code /*!} runs (MySQL)
     * @param brackets {@code [x]} is an identifier (SQL Server)
     * @param dollar {@code $tag$} quotes a string (PostgreSQL, Snowflake)
     * @param q {@code q'[x]'} is a string (Oracle)
     */
    record Reading(
            boolean backslash,
            boolean hash,
            boolean slashes,
            boolean spacedDashes,
            boolean nested,
            boolean executable,
            boolean brackets,
            boolean dollar,
            boolean q) {

        private static final Reading POSTGRESQL =
                new Reading(false, false, false, false, true, false, false, true, false);
        private static final Reading ORACLE = new Reading(false, false, false, false, false, false, false, false, true);
        private static final Reading SQL_SERVER =
                new Reading(false, false, false, false, true, false, true, false, false);
        private static final Reading MYSQL = new Reading(true, true, false, true, false, true, false, false, false);
        private static final Reading SNOWFLAKE =
                new Reading(true, false, true, false, false, false, false, true, false);
        private static final Reading DATABRICKS =
                new Reading(true, false, false, false, true, false, false, false, false);

        private static final List<Reading> ALL = List.of(POSTGRESQL, ORACLE, SQL_SERVER, MYSQL, SNOWFLAKE, DATABRICKS);

        /** The readings in which a text may differ. */
        static Set<Reading> of(String sql) {
            boolean comments = sql.contains("/*");
            Set<Reading> readings = new LinkedHashSet<>();
            for (Reading each : ALL) {
                readings.add(new Reading(
                        each.backslash && sql.indexOf('\\') >= 0,
                        each.hash && sql.indexOf('#') >= 0,
                        each.slashes && sql.contains("//"),
                        each.spacedDashes && sql.contains("--"),
                        each.nested && comments && sql.indexOf("/*", sql.indexOf("/*") + 2) >= 0,
                        each.executable && comments,
                        each.brackets && sql.indexOf('[') >= 0,
                        each.dollar && sql.indexOf('$') >= 0,
                        each.q && (sql.contains("q'") || sql.contains("Q'"))));
            }
            return readings;
        }
    }

    /** Stands where there is no token. */
    static final Token NONE = new Token(Kind.SYMBOL, "", "");

    private static final int LONGEST_KEYWORD = 40;

    private static final String[] SYMBOLS = symbols();

    private final String sql;
    private final Reading reading;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private boolean inExecutable;

    private SqlTokens(String sql, Reading reading) {
        this.sql = sql;
        this.reading = reading;
    }

    /** The tokens of a text in one reading. */
    static List<Token> of(String sql, Reading reading) {
        SqlTokens scanner = new SqlTokens(sql, reading);
        while (scanner.at < sql.length()) {
            scanner.next();
        }
        return scanner.tokens;
    }

    private void next() {
        char c = sql.charAt(at);
        if (isSpace(c)) {
            at++;
        } else if (startsLineComment(c)) {
            skipLine();
        } else if (c == '/' && follows(1, '*')) {
            comment();
        } else if (c == '*' && follows(1, '/') && inExecutable) {
            inExecutable = false;
            at += 2;
        } else if (c == '\'') {
            string(reading.backslash);
        } else if (c == '"' || c == '`') {
            name(c);
        } else if (c == '[' && reading.brackets) {
            name(']');
        } else if (c == '$' && reading.dollar && dollarQuoted()) {
            return;
        } else if (c >= '0' && c <= '9') {
            number();
        } else if (isWordPart(c)) {
            word();
        } else {
            symbol(c);
        }
    }

    private boolean startsLineComment(char c) {
        return switch (c) {
            case '-' ->
                follows(1, '-') && (!reading.spacedDashes || at + 2 >= sql.length() || isSpace(sql.charAt(at + 2)));
            case '#' -> reading.hash;
            case '/' -> reading.slashes && follows(1, '/');
            default -> false;
        };
    }

    private boolean follows(int distance, char c) {
        return at + distance < sql.length() && sql.charAt(at + distance) == c;
    }

    /** PostgreSQL ends a comment at a carriage return too. */
    private void skipLine() {
        while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
            at++;
        }
    }

    private void comment() {
        if (reading.executable && (follows(2, '!') || (follows(2, 'M') && follows(3, '!')))) {
            at += follows(2, '!') ? 3 : 4;
            while (at < sql.length() && sql.charAt(at) >= '0' && sql.charAt(at) <= '9') {
                at++;
            }
            inExecutable = true;
            return;
        }
        at += 2;
        int open = 1;
        while (at < sql.length() && open > 0) {
            if (sql.charAt(at) == '*' && follows(1, '/')) {
                open--;
                at += 2;
            } else if (reading.nested && sql.charAt(at) == '/' && follows(1, '*')) {
                open++;
                at += 2;
            } else {
                at++;
            }
        }
    }

    private void string(boolean backslash) {
        int start = ++at;
        int end = closing('\'', backslash);
        tokens.add(new Token(Kind.STRING, sql.substring(start, end).replace("''", "'"), ""));
    }

    private void name(char closing) {
        int start = ++at;
        int end = closing(closing, reading.backslash && closing == '"');
        String doubled = String.valueOf(new char[] {closing, closing});
        tokens.add(new Token(Kind.NAME, sql.substring(start, end).replace(doubled, doubled.substring(1)), ""));
    }

    /** Passes over the closing quote, and says where it is: the end of the text if there is none. */
    private int closing(char quote, boolean backslash) {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\\' && backslash) {
                at = Math.min(at + 2, sql.length());
            } else if (c != quote) {
                at++;
            } else if (follows(1, quote)) {
                at += 2;
            } else {
                return at++;
            }
        }
        return at;
    }

    private boolean dollarQuoted() {
        int tag = at + 1;
        while (tag < sql.length() && isWordPart(sql.charAt(tag)) && sql.charAt(tag) != '$') {
            tag++;
        }
        boolean isQuote =
                tag < sql.length() && sql.charAt(tag) == '$' && !Character.isDigit(sql.charAt(Math.min(at + 1, tag)));
        if (isQuote) {
            String quote = sql.substring(at, tag + 1);
            int end = sql.indexOf(quote, tag + 1);
            int stop = end < 0 ? sql.length() : end;
            tokens.add(new Token(Kind.STRING, sql.substring(tag + 1, stop), ""));
            at = end < 0 ? stop : end + quote.length();
        }
        return isQuote;
    }

    private void number() {
        int start = at;
        while (at < sql.length() && (isWordPart(sql.charAt(at)) || isFraction())) {
            at++;
        }
        tokens.add(new Token(Kind.NUMBER, sql.substring(start, at), ""));
    }

    /** A point within a number, but not the two of a range, {@code 1..9}. */
    private boolean isFraction() {
        return sql.charAt(at) == '.' && !follows(1, '.') && sql.charAt(at - 1) != '.';
    }

    private void word() {
        int start = at;
        while (at < sql.length() && isWordPart(sql.charAt(at))) {
            at++;
        }
        String word = sql.substring(start, at);
        if (at < sql.length() && sql.charAt(at) == '\'' && word.length() <= 2) {
            prefixed(word.toUpperCase(Locale.ROOT), start);
        } else {
            String keyword = word.length() > LONGEST_KEYWORD ? "" : word.toUpperCase(Locale.ROOT);
            tokens.add(new Token(Kind.WORD, word, keyword));
        }
    }

    /** A string with letters right before it: E'', N'', X'', q'[]'. */
    private void prefixed(String letters, int start) {
        if (reading.q && (letters.equals("Q") || letters.equals("NQ")) && at + 1 < sql.length()) {
            char open = sql.charAt(at + 1);
            int pair = "[{(<".indexOf(open);
            String close = (pair < 0 ? open : "]})>".charAt(pair)) + "'";
            int from = Math.min(at + 2, sql.length());
            int end = sql.indexOf(close, from);
            int stop = end < 0 ? sql.length() : end;
            tokens.add(new Token(Kind.STRING, sql.substring(from, stop), ""));
            at = end < 0 ? stop : end + 2;
        } else if (letters.length() == 1 && "ENBXR".indexOf(letters.charAt(0)) >= 0) {
            string(reading.backslash || letters.equals("E"));
        } else {
            tokens.add(new Token(Kind.WORD, sql.substring(start, at), letters));
        }
    }

    private void symbol(char c) {
        String text = c < SYMBOLS.length ? SYMBOLS[c] : String.valueOf(c);
        tokens.add(new Token(Kind.SYMBOL, text, text));
        at++;
    }

    private static String[] symbols() {
        String[] symbols = new String[128];
        for (int c = 0; c < symbols.length; c++) {
            symbols[c] = String.valueOf((char) c);
        }
        return symbols;
    }

    private static boolean isSpace(char c) {
        return c <= ' ' || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** Surrogates too: they are letters, or stand where only letters may. */
    private static boolean isWordPart(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '$'
                || c == '#'
                || (c > 127 && (Character.isLetterOrDigit(c) || Character.isSurrogate(c)));
    }
}
