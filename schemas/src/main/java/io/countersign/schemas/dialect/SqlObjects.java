package io.countersign.schemas.dialect;

import io.countersign.schemas.dialect.SqlTokens.Kind;
import io.countersign.schemas.dialect.SqlTokens.Token;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the objects that SQL statements name, by the words before them: FROM, JOIN, INTO, UPDATE, the type of what is
 * created or dropped, the ON of a grant. A common table expression hides a table of its name only where it is in scope.
 */
final class SqlObjects {

    private static final Set<String> TYPES = Set.of(
            "TABLE",
            "VIEW",
            "SCHEMA",
            "DATABASE",
            "SEQUENCE",
            "INDEX",
            "FUNCTION",
            "PROCEDURE",
            "PROC",
            "PACKAGE",
            "SYNONYM",
            "STREAM",
            "TASK",
            "STAGE",
            "PIPE",
            "SHARE",
            "CATALOG",
            "VOLUME",
            "ROUTINE",
            "AGGREGATE",
            "EXTENSION",
            "TABLESPACE",
            "TYPE",
            "DOMAIN",
            "PUBLICATION",
            "SUBSCRIPTION",
            "LINK");

    /** Statements in which the name of a type stands before a name. */
    private static final Set<String> DEFINING = Set.of(
            "CREATE",
            "ALTER",
            "DROP",
            "TRUNCATE",
            "COMMENT",
            "LOCK",
            "REINDEX",
            "REFRESH",
            "UNDROP",
            "RENAME",
            "DESCRIBE",
            "DESC",
            "SHOW",
            "CACHE",
            "UNCACHE",
            "REPAIR",
            "MSCK",
            "OPTIMIZE",
            "ANALYZE",
            "FLASHBACK",
            "GRANT",
            "REVOKE",
            "DENY",
            "AUDIT",
            "NOAUDIT",
            "INSERT",
            "LOAD",
            "TABLE",
            "BACKUP",
            "RESTORE",
            "REPLACE",
            "PURGE");

    private static final Set<String> OF_PRIVILEGES = Set.of("GRANT", "REVOKE", "DENY", "AUDIT", "NOAUDIT", "COMMENT");

    /** Statements that read what they name; the others change the first of it. */
    private static final Set<String> READING =
            Set.of("SELECT", "WITH", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "ANALYZE", "TABLE", "DECLARE", "FETCH");

    /** Words that stand between FROM and the like and a name. */
    private static final Set<String> BEFORE_A_NAME = Set.of(
            "ONLY",
            "IF",
            "NOT",
            "EXISTS",
            "CONCURRENTLY",
            "LATERAL",
            "TABLE",
            "VIEW",
            "ALL",
            "TABLES",
            "VIEWS",
            "SEQUENCES",
            "FUNCTIONS",
            "PROCEDURES",
            "ROUTINES",
            "SCHEMAS",
            "FUTURE",
            "IN",
            "COLUMN",
            "OBJECT",
            "IGNORE",
            "LOW_PRIORITY",
            "QUICK",
            "DATABASES",
            "STATISTICS");

    /** Words that are no name where one is looked for, or that end a list of names. */
    private static final Set<String> NO_NAME = Set.of(
            "SELECT",
            "VALUES",
            "WHERE",
            "SET",
            "ON",
            "USING",
            "GROUP",
            "ORDER",
            "HAVING",
            "LIMIT",
            "UNION",
            "EXCEPT",
            "INTERSECT",
            "MINUS",
            "LEFT",
            "RIGHT",
            "FULL",
            "INNER",
            "CROSS",
            "NATURAL",
            "OUTER",
            "AS",
            "WITH",
            "WHEN",
            "THEN",
            "DEFAULT",
            "STDIN",
            "STDOUT",
            "PROGRAM",
            "OUTFILE",
            "DUMPFILE",
            "DIRECTORY",
            "LOCAL",
            "TO",
            "BY",
            "CASE",
            "END",
            "RETURNING",
            "FOR",
            "FETCH",
            "DUAL",
            "CASCADE",
            "RESTRICT",
            "NO",
            "NULL",
            "OFFSET",
            "QUALIFY",
            "WINDOW",
            "OVERWRITE",
            "TOP",
            "FIRST",
            "IMMEDIATE",
            "STRICT",
            "TEMP",
            "TEMPORARY",
            "UNLOGGED",
            "CONNECT",
            "START",
            "PIVOT",
            "UNPIVOT",
            "OPTION",
            "OUTPUT",
            "DELETE",
            "INSERT",
            "UPDATE",
            "MERGE",
            "GRANT",
            "REVOKE",
            "AUTHORIZATION",
            "SERVER",
            "AUDIT",
            "SYSTEM",
            "SESSION",
            "USER",
            "ROLE",
            "MATERIALIZED",
            "INTO",
            "FROM");

    private static final Set<String> ENDING = Set.of(
            "SELECT",
            "WHERE",
            "SET",
            "GROUP",
            "ORDER",
            "HAVING",
            "LIMIT",
            "UNION",
            "EXCEPT",
            "INTERSECT",
            "MINUS",
            "VALUES",
            "RETURNING",
            "WINDOW",
            "QUALIFY",
            "TO",
            "WHEN",
            "CONNECT",
            "START");

    /** Functions whose arguments have a FROM between them. */
    private static final Set<String> WITH_FROM = Set.of("EXTRACT", "TRIM", "SUBSTRING", "OVERLAY", "POSITION");

    /** What SQL Server has in brackets after a table. */
    private static final Set<String> TABLE_HINTS = Set.of(
            "NOLOCK",
            "READUNCOMMITTED",
            "HOLDLOCK",
            "UPDLOCK",
            "TABLOCK",
            "TABLOCKX",
            "READPAST",
            "ROWLOCK",
            "PAGLOCK",
            "SERIALIZABLE",
            "REPEATABLEREAD",
            "READCOMMITTED",
            "XLOCK",
            "NOWAIT",
            "INDEX",
            "FORCESEEK");

    private final Set<String> changed = new LinkedHashSet<>();
    private final Set<String> read = new LinkedHashSet<>();

    /** What brackets enclose. */
    private static final class Level {

        private final boolean withFrom;
        private boolean inList;
        private boolean expecting;
        private boolean changes;
        private boolean source;
        private final List<String> expressions = new ArrayList<>(0);
        private String pendingExpression = "";

        Level(boolean withFrom, boolean expecting) {
            this.withFrom = withFrom;
            this.expecting = expecting;
        }
    }

    /** The names, those of what is changed first. */
    List<String> names() {
        Set<String> names = new LinkedHashSet<>(changed);
        names.addAll(read);
        return List.copyOf(names);
    }

    /** Reads the statements of a text. */
    void read(List<SqlSpans.Span> statements) {
        Walk walk = new Walk();
        for (SqlSpans.Span each : statements) {
            walk = each.within() ? walk : new Walk();
            if (SqlStatement.starts(each.tokens())) {
                walk.walk(each.tokens());
            }
        }
    }

    /** One walk over a statement and those within it. */
    private final class Walk {

        private List<Token> tokens = List.of();
        private Token head = SqlTokens.NONE;
        private int headAt;
        private int outermost;
        private final Deque<Level> levels = new ArrayDeque<>();
        private final Map<String, Integer> inScope = new HashMap<>();
        private final Map<String, String> tableOf = new HashMap<>();
        private @Nullable String updated;
        private boolean typeSeen;
        private boolean fromSeen;
        private boolean with;
        private boolean recursive;
        private int at;

        Walk() {
            levels.push(new Level(false, false));
        }

        void walk(List<Token> statement) {
            tokens = statement;
            headAt = SqlStatement.headOf(statement);
            head = statement.get(headAt);
            outermost = levels.size();
            typeSeen = false;
            fromSeen = false;
            updated = null;
            tableOf.clear();
            at = 0;
            top().expecting = false;
            top().inList = false;
            while (at < tokens.size()) {
                Token token = tokens.get(at);
                Level level = top();
                if (token.kind() == Kind.SYMBOL) {
                    symbol(token, level);
                } else if (with && token.isName() && isExpression()) {
                    expression(token, level);
                    at++;
                } else if (level.expecting && token.isName() && !isKeyword(token)) {
                    name(level);
                } else if (token.kind() == Kind.WORD) {
                    word(token, level);
                    at++;
                } else {
                    level.expecting = false;
                    at++;
                }
            }
            if (updated != null) {
                changed.add(tableOf.getOrDefault(updated.toLowerCase(Locale.ROOT), updated));
            }
        }

        private Level top() {
            return Objects.requireNonNull(levels.peek());
        }

        private Token token(int i) {
            return i >= 0 && i < tokens.size() ? tokens.get(i) : SqlTokens.NONE;
        }

        private boolean isKeyword(Token token) {
            return token.kind() == Kind.WORD
                    && (NO_NAME.contains(token.keyword())
                            || BEFORE_A_NAME.contains(token.keyword())
                            || (TYPES.contains(token.keyword()) && OF_PRIVILEGES.contains(head.keyword()))
                            || token.is("JOIN"));
        }

        private void symbol(Token token, Level level) {
            switch (token.keyword()) {
                case "(" -> open(level);
                case ")" -> close();
                case "," -> level.expecting = level.inList;
                case ":" -> {
                    // SQL Server: ON SCHEMA::dbo. Elsewhere a variable follows.
                    boolean pair = token(at + 1).is(":") || token(at - 1).is(":");
                    level.expecting &= pair;
                }
                default -> level.expecting = false;
            }
            at++;
        }

        private void open(Level level) {
            Token before = token(at - 1);
            boolean withFrom = WITH_FROM.contains(before.keyword());
            Level inner = new Level(withFrom, level.expecting);
            inner.inList = level.expecting;
            inner.changes = level.changes;
            inner.source = level.source;
            level.expecting = false;
            levels.push(inner);
        }

        private void close() {
            if (levels.size() > 1) {
                Level closed = levels.pop();
                for (String expression : closed.expressions) {
                    inScope.merge(expression, -1, Integer::sum);
                }
            }
            Level level = top();
            level.expecting = false;
            if (!level.pendingExpression.isEmpty() && !token(at + 1).is("AS")) {
                bring(level.pendingExpression, level);
                level.pendingExpression = "";
            }
        }

        private void bring(String expression, Level level) {
            level.expressions.add(expression);
            inScope.merge(expression, 1, Integer::sum);
        }

        private void word(Token token, Level level) {
            switch (token.keyword()) {
                case "WITH" -> {
                    with |= !token(at + 1).is("(");
                    level.expecting = false;
                }
                case "RECURSIVE" -> recursive = true;
                case "FROM" -> from(level);
                case "JOIN", "STRAIGHT_JOIN", "APPLY" -> expectSource(level, false);
                case "USING" -> using(level);
                case "INTO" -> {
                    if (!head.is("FETCH")) {
                        expect(level, false, true);
                    }
                }
                case "REFERENCES", "CLONE" -> expect(level, false, false);
                case "ON" -> on(level);
                default -> {
                    if (at != headAt || !target(token, level)) {
                        other(token, level);
                    }
                }
            }
        }

        private void expect(Level level, boolean list, boolean changes) {
            level.expecting = true;
            level.inList = list;
            level.changes = changes;
            level.source = false;
        }

        private void expectSource(Level level, boolean changes) {
            expect(level, true, changes);
            level.source = true;
        }

        private void from(Level level) {
            boolean distinct = token(at - 1).is("DISTINCT")
                    && (token(at - 2).is("IS") || token(at - 2).is("NOT"));
            boolean none = level.withFrom
                    || distinct
                    || head.is("REVOKE")
                    || head.is("SHOW")
                    || head.is("FETCH")
                    || head.is("MOVE");
            if (!none) {
                boolean changes = head.is("DELETE") && levels.size() <= outermost && !fromSeen;
                fromSeen |= levels.size() <= outermost;
                expectSource(level, changes);
            }
        }

        private void using(Level level) {
            if (levels.size() <= outermost
                    && (head.is("MERGE") || head.is("DELETE"))
                    && !token(at + 1).is("(")) {
                expectSource(level, false);
            }
        }

        /** What the first word alone says that a name follows; whether it says so. */
        private boolean target(Token token, Level level) {
            switch (token.keyword()) {
                case "UPDATE", "TRUNCATE", "LOCK" -> expect(level, true, true);
                case "INSERT", "MERGE", "COPY", "CALL", "EXEC" -> expect(level, false, true);
                case "DESCRIBE", "DESC" -> expect(level, false, false);
                case "DELETE" -> {
                    if (!namesAliases()) {
                        expect(level, false, true);
                    }
                }
                default -> {
                    return false;
                }
            }
            return true;
        }

        /** Whether DELETE names aliases, or tables that a FROM names again. */
        private boolean namesAliases() {
            for (int i = at + 1; i < Math.min(tokens.size(), at + 40); i++) {
                if (token(i).is("FROM")) {
                    return i > at + 1;
                }
                if (!token(i).isName() && !token(i).is(",") && !token(i).is(".") && !token(i).is("*")) {
                    return false;
                }
            }
            return false;
        }

        private void on(Level level) {
            if (levels.size() > outermost) {
                level.expecting = false;
                return;
            }
            boolean names = OF_PRIVILEGES.contains(head.keyword()) || liesOnATable();
            if (names && !level.inList) {
                expect(level, OF_PRIVILEGES.contains(head.keyword()), true);
            } else {
                level.expecting = false;
            }
        }

        /** Whether it creates, alters or drops what a table has: an index, a trigger, a policy. */
        private boolean liesOnATable() {
            boolean defines = head.is("CREATE") || head.is("ALTER") || head.is("DROP");
            for (int i = 1; defines && i < Math.min(tokens.size(), 8); i++) {
                if (token(i).is("INDEX") || token(i).is("TRIGGER") || token(i).is("POLICY")) {
                    return !token(i - 1).is("EVENT");
                }
            }
            return false;
        }

        private void other(Token token, Level level) {
            String word = token.keyword();
            if (TYPES.contains(word)
                    && levels.size() <= outermost
                    && DEFINING.contains(head.keyword())
                    && namesType()) {
                boolean first = !typeSeen;
                typeSeen = true;
                if (first || word.equals("TABLE") || word.equals("SCHEMA")) {
                    boolean list = head.is("DROP")
                            || head.is("TRUNCATE")
                            || head.is("LOCK")
                            || OF_PRIVILEGES.contains(head.keyword());
                    expect(level, list, !READING.contains(head.keyword()));
                }
            } else if (!BEFORE_A_NAME.contains(word)) {
                level.expecting = false;
                if (ENDING.contains(word)) {
                    level.inList = false;
                }
            }
        }

        /** In a grant the types that are objects come after ON; those before it are privileges. */
        private boolean namesType() {
            boolean privileges = OF_PRIVILEGES.contains(head.keyword());
            return !privileges || top().inList || token(at - 1).is("ON");
        }

        private boolean isExpression() {
            Token before = token(at - 1);
            boolean starts = before.is("WITH") || before.is("RECURSIVE") || before.is(",");
            if (!starts) {
                return false;
            }
            int i = at + 1;
            if (token(i).is("(")) {
                i++;
                while (token(i).isName() || token(i).is(",")) {
                    i++;
                }
                if (!token(i).is(")")) {
                    return false;
                }
                i++;
            }
            if (!token(i).is("AS")) {
                return false;
            }
            i++;
            while (token(i).is("NOT") || token(i).is("MATERIALIZED")) {
                i++;
            }
            return token(i).is("(");
        }

        private void expression(Token token, Level level) {
            level.expecting = false;
            level.inList = false;
            String name = token.text().toLowerCase(Locale.ROOT);
            if (recursive) {
                bring(name, level);
            } else {
                level.pendingExpression = name;
            }
        }

        /** Reads a name, qualified or not, that starts at the current token. */
        private void name(Level level) {
            StringBuilder name = new StringBuilder(tokens.get(at).text());
            int parts = 1;
            at++;
            while (token(at).is(".") && parts < 5) {
                name.append('.');
                at++;
                parts++;
                if (token(at).isName()) {
                    name.append(token(at).text());
                    at++;
                }
            }
            if (level.source && token(at).is("@") && token(at + 1).isName()) {
                // Oracle: a table of another database
                name.append('@').append(token(at + 1).text());
                at += 2;
            }
            level.expecting = false;
            boolean isFunction = level.source
                    && token(at).is("(")
                    && !TABLE_HINTS.contains(token(at + 1).keyword());
            boolean isExpression =
                    parts == 1 && inScope.getOrDefault(name.toString().toLowerCase(Locale.ROOT), 0) > 0;
            if (!isFunction && !isExpression) {
                found(name.toString(), level.changes);
            }
            // Of a list only what DELETE and UPDATE name first is changed.
            level.changes &= !head.is("DELETE") && !head.is("UPDATE");
        }

        /** SQL Server: UPDATE x SET ... FROM gl x changes gl, which has another name there. */
        private void found(String name, boolean changes) {
            int next = token(at).is("AS") ? at + 1 : at;
            if (token(next).isName() && !isKeyword(token(next))) {
                tableOf.putIfAbsent(token(next).text().toLowerCase(Locale.ROOT), name);
            }
            if (changes && head.is("UPDATE")) {
                updated = name;
            } else {
                (changes ? changed : read).add(name);
            }
        }
    }
}
