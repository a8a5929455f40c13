package io.countersign.schemas.dialect;

import io.countersign.schemas.dialect.SqlTokens.Kind;
import io.countersign.schemas.dialect.SqlTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The statements of a SQL text. One ends at a semicolon, but also, as SQL Server has it, where the first words of another
 * stand and none may be meant. What changes data within another statement (a common table expression, a branch, a block,
 * EXPLAIN ANALYZE) is a statement of its own, for it is what counts.
 */
final class SqlSpans {

    private static final Set<String> EMBEDDABLE = Set.of(
            "INSERT",
            "UPDATE",
            "DELETE",
            "MERGE",
            "TRUNCATE",
            "CREATE",
            "ALTER",
            "DROP",
            "GRANT",
            "REVOKE",
            "DENY",
            "EXEC",
            "EXECUTE",
            "SELECT");

    /** Words after which the first word of a statement is none: FOR UPDATE, SHOW CREATE, ALTER ANY. */
    private static final Set<String> NOT_BEFORE = Set.of(
            "FOR",
            "OF",
            "OR",
            "AND",
            "NOT",
            "BY",
            "FROM",
            "JOIN",
            "WHERE",
            "IN",
            "SELECT",
            "BEFORE",
            "AFTER",
            "LIKE",
            "GRANT",
            "REVOKE",
            "DENY",
            "AUDIT",
            "NOAUDIT",
            "SHOW",
            "DESCRIBE",
            "DESC",
            "ANY",
            "KEY",
            "DISTINCT",
            "ALL",
            "INSTEAD",
            "COLUMN",
            "ADD",
            "TABLE",
            "WITH",
            "INTO",
            "IS",
            "CREATE",
            "ALTER",
            "DROP",
            "UNION",
            "EXCEPT",
            "INTERSECT",
            "INNER",
            "LEFT",
            "RIGHT",
            "FULL");

    private static final Set<String> DEFINABLE = Set.of(
            "TABLE",
            "VIEW",
            "DATABASE",
            "SCHEMA",
            "INDEX",
            "USER",
            "ROLE",
            "LOGIN",
            "PROCEDURE",
            "PROC",
            "FUNCTION",
            "TRIGGER",
            "SEQUENCE",
            "SYSTEM",
            "SERVER",
            "OR",
            "TEMP",
            "TEMPORARY",
            "MATERIALIZED",
            "UNIQUE",
            "EXTENSION",
            "POLICY",
            "EXTERNAL",
            "AUTHORIZATION",
            "GLOBAL",
            "GROUP");

    /** Statements after which a SELECT is another statement. */
    private static final Set<String> BEFORE_A_SELECT = Set.of("SET", "USE", "IF", "WHILE", "PRINT", "DECLARE", "GO");

    /**
     * One statement.
     *
     * @param within whether it follows, or stands in, the one before without a semicolon
     */
    record Span(List<Token> tokens, boolean within) {}

    private final List<Token> tokens;

    private SqlSpans(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The statements of a text, in order. None is empty. */
    static List<Span> of(List<Token> tokens) {
        return new SqlSpans(tokens).spans();
    }

    private List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        int start = 0;
        boolean whole = isWhole(0);
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).is(";")) {
                add(spans, start, i);
                start = i + 1;
                whole = isWhole(start);
            } else if (i > start && !whole && startsStatement(i, tokens.get(start))) {
                add(spans, start, i);
                start = i;
            }
        }
        add(spans, start, tokens.size());
        return spans;
    }

    private void add(List<Span> spans, int start, int end) {
        if (start < end) {
            spans.add(new Span(
                    tokens.subList(start, end),
                    start > 0 && !tokens.get(start - 1).is(";")));
        }
    }

    private boolean is(int i, String word) {
        return i >= 0 && i < tokens.size() && tokens.get(i).is(word);
    }

    /** Whether nothing within a statement is one: it is not run, or is no statement. */
    private boolean isWhole(int start) {
        return isOnlyExplained(start) || !SqlStatement.starts(tokens.subList(start, tokens.size()));
    }

    /** Whether a statement is explained and not run. */
    private boolean isOnlyExplained(int start) {
        if (!is(start, "EXPLAIN") && !is(start, "DESCRIBE") && !is(start, "DESC")) {
            return false;
        }
        int i = start + 1;
        if (!is(i, "(")) {
            return !is(i, "ANALYZE") && !is(i, "ANALYSE");
        }
        while (i < tokens.size() && !is(i, ")") && !is(i, ";")) {
            if (is(i, "ANALYZE") || is(i, "ANALYSE")) {
                return is(i + 1, "FALSE")
                        || is(i + 1, "OFF")
                        || (i + 1 < tokens.size() && tokens.get(i + 1).text().equals("0"));
            }
            i++;
        }
        return true;
    }

    private boolean startsStatement(int i, Token head) {
        Token token = tokens.get(i);
        if (token.kind() != Kind.WORD || !EMBEDDABLE.contains(token.keyword()) || i + 1 >= tokens.size()) {
            return false;
        }
        return mayStartAfter(tokens.get(i - 1), token, head) && mayGoOnWith(token, i + 1);
    }

    private boolean mayStartAfter(Token before, Token token, Token head) {
        if (token.is("SELECT") && !BEFORE_A_SELECT.contains(head.keyword())) {
            return false;
        }
        return switch (before.kind()) {
            case SYMBOL -> before.is(")") || (before.is("(") && changesData(token)) || before.is("]");
            case WORD ->
                switch (before.keyword()) {
                    case "AS" -> head.is("PREPARE");
                    case "ON" -> head.is("SET");
                    default -> !NOT_BEFORE.contains(before.keyword());
                };
            default -> true;
        };
    }

    private static boolean changesData(Token token) {
        return token.is("INSERT") || token.is("UPDATE") || token.is("DELETE") || token.is("MERGE");
    }

    private boolean mayGoOnWith(Token token, int next) {
        Token following = tokens.get(next);
        return switch (token.keyword()) {
            case "CREATE", "ALTER", "DROP" -> DEFINABLE.contains(following.keyword());
            case "GRANT", "REVOKE", "DENY" -> following.isName() && !following.is("OPTION");
            case "EXEC", "EXECUTE" ->
                following.isName() || following.is("(") || following.is("@") || following.kind() == Kind.STRING;
            case "UPDATE" ->
                following.isName()
                        && !following.is("FROM")
                        && !following.is("OF")
                        && !following.is("SKIP")
                        && !following.is("NOWAIT");
            case "MERGE" -> following.isName() && !following.is("JOIN");
            case "SELECT" -> true;
            default -> following.isName();
        };
    }
}
