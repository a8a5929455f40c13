package io.countersign.schemas.dialect;

import static java.util.Map.entry;

import io.countersign.schemas.dialect.SqlTokens.Kind;
import io.countersign.schemas.dialect.SqlTokens.Token;
import io.countersign.schemas.record.Operation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one SQL statement does, told by the words it starts with. {@link SqlText} says what is not plain about it. */
final class SqlStatement {

    /**
     * What a statement does.
     *
     * @param ofTheSession it concerns the session alone, so that beside other statements it does not count
     */
    record Effect(Operation operation, boolean ofTheSession) {

        static Effect of(Operation operation) {
            return new Effect(operation, false);
        }
    }

    private static final Effect OF_THE_SESSION = new Effect(Operation.OTHER, true);

    /** Statements whose first word says all. */
    private static final Map<String, Operation> BY_FIRST_WORD = Map.ofEntries(
            entry("SHOW", Operation.READ),
            entry("DESCRIBE", Operation.READ),
            entry("DESC", Operation.READ),
            entry("EXPLAIN", Operation.READ),
            entry("FETCH", Operation.READ),
            entry("VALUES", Operation.READ),
            entry("TABLE", Operation.READ),
            entry("FROM", Operation.READ),
            entry("LIST", Operation.READ),
            entry("LS", Operation.READ),
            entry("DELETE", Operation.WRITE),
            entry("MERGE", Operation.WRITE),
            entry("UPSERT", Operation.WRITE),
            entry("TRUNCATE", Operation.WRITE),
            entry("BULK", Operation.WRITE),
            entry("PUT", Operation.WRITE),
            entry("REMOVE", Operation.WRITE),
            entry("RM", Operation.WRITE),
            entry("RESTORE", Operation.WRITE),
            entry("FLASHBACK", Operation.WRITE),
            entry("UPDATETEXT", Operation.WRITE),
            entry("WRITETEXT", Operation.WRITE),
            entry("UNLOAD", Operation.EXPORT),
            entry("EXPORT", Operation.EXPORT),
            entry("GET", Operation.EXPORT),
            entry("BACKUP", Operation.EXPORT),
            entry("COMMENT", Operation.DEFINE),
            entry("REINDEX", Operation.DEFINE),
            entry("CLUSTER", Operation.DEFINE),
            entry("REFRESH", Operation.DEFINE),
            entry("RENAME", Operation.DEFINE),
            entry("SECURITY", Operation.DEFINE),
            entry("UNDROP", Operation.DEFINE),
            entry("INSTALL", Operation.DEFINE),
            entry("AUDIT", Operation.DEFINE),
            entry("ASSOCIATE", Operation.DEFINE),
            entry("DISASSOCIATE", Operation.DEFINE),
            entry("ENABLE", Operation.DEFINE),
            entry("DISABLE", Operation.DEFINE),
            entry("RECONFIGURE", Operation.DEFINE),
            entry("GRANT", Operation.GRANT),
            entry("REASSIGN", Operation.GRANT),
            entry("REVOKE", Operation.REVOKE),
            entry("DENY", Operation.REVOKE),
            entry("NOAUDIT", Operation.MONITOR_DISABLE),
            entry("DO", Operation.OTHER),
            entry("VACUUM", Operation.OTHER),
            entry("ANALYZE", Operation.OTHER),
            entry("OPTIMIZE", Operation.OTHER),
            entry("MSCK", Operation.OTHER),
            entry("CACHE", Operation.OTHER),
            entry("UNCACHE", Operation.OTHER),
            entry("LOCK", Operation.OTHER),
            entry("UNLOCK", Operation.OTHER),
            entry("CHECKPOINT", Operation.OTHER),
            entry("FLUSH", Operation.OTHER),
            entry("KILL", Operation.OTHER),
            entry("SHUTDOWN", Operation.OTHER),
            entry("DBCC", Operation.OTHER),
            entry("HANDLER", Operation.OTHER),
            entry("NOTIFY", Operation.OTHER),
            entry("LISTEN", Operation.OTHER),
            entry("UNLISTEN", Operation.OTHER),
            entry("WAITFOR", Operation.OTHER),
            entry("RAISERROR", Operation.OTHER),
            entry("THROW", Operation.OTHER),
            entry("PRINT", Operation.OTHER));

    private static final Set<String> SESSION_WORDS = Set.of(
            "USE",
            "START",
            "COMMIT",
            "ROLLBACK",
            "ABORT",
            "SAVEPOINT",
            "RELEASE",
            "DISCARD",
            "DEALLOCATE",
            "CLOSE",
            "OPEN",
            "MOVE",
            "IF",
            "WHILE",
            "FOR",
            "ELSIF",
            "ELSEIF",
            "RETURN",
            "NULL",
            "XA",
            "EXIT",
            "WHENEVER",
            "UNSET",
            "RAISE",
            "EXCEPTION");

    /** Words of blocks, which stand before a statement or alone. */
    private static final Set<String> BLOCK_WORDS =
            Set.of("BEGIN", "END", "ELSE", "THEN", "LOOP", "GO", "TRY", "CATCH", "ATOMIC");

    private static final Set<String> MODIFIERS = Set.of(
            "OR",
            "REPLACE",
            "GLOBAL",
            "LOCAL",
            "UNIQUE",
            "UNLOGGED",
            "EXTERNAL",
            "FORCE",
            "NO",
            "EDITIONABLE",
            "NONEDITIONABLE",
            "SECURE",
            "TRANSIENT",
            "VOLATILE",
            "RECURSIVE",
            "PUBLIC",
            "PRIVATE",
            "MATERIALIZED",
            "FOREIGN",
            "BITMAP",
            "FULLTEXT",
            "SPATIAL",
            "CLUSTERED",
            "NONCLUSTERED",
            "SHARED",
            "APPLICATION");

    private static final Set<String> PRIVILEGES =
            Set.of("SUPERUSER", "CREATEROLE", "CREATEDB", "REPLICATION", "BYPASSRLS", "CREATEUSER");

    private static final Set<String> PRIVILEGES_TAKEN = Set.of(
            "NOSUPERUSER",
            "NOCREATEROLE",
            "NOCREATEDB",
            "NOREPLICATION",
            "NOBYPASSRLS",
            "NOCREATEUSER",
            "NOLOGIN",
            "DISABLE");

    private static final Set<String> SECRETS =
            Set.of("PASSWORD", "IDENTIFIED", "RSA_PUBLIC_KEY", "RSA_PUBLIC_KEY_2", "HASHED", "CERTIFICATE");

    /** Procedures of SQL Server and Oracle that change who may do what, or what is recorded. */
    private static final Map<String, Operation> PROCEDURES = Map.ofEntries(
            entry("SP_ADDROLEMEMBER", Operation.GRANT),
            entry("SP_ADDSRVROLEMEMBER", Operation.GRANT),
            entry("SP_GRANTDBACCESS", Operation.GRANT),
            entry("SP_GRANTLOGIN", Operation.GRANT),
            entry("SP_CHANGEDBOWNER", Operation.GRANT),
            entry("SP_ADDUSER", Operation.GRANT),
            entry("SP_DROPROLEMEMBER", Operation.REVOKE),
            entry("SP_DROPSRVROLEMEMBER", Operation.REVOKE),
            entry("SP_REVOKEDBACCESS", Operation.REVOKE),
            entry("SP_REVOKELOGIN", Operation.REVOKE),
            entry("SP_DENYLOGIN", Operation.REVOKE),
            entry("SP_DROPLOGIN", Operation.REVOKE),
            entry("SP_DROPUSER", Operation.REVOKE),
            entry("SP_ADDLOGIN", Operation.CREDENTIAL_ISSUE),
            entry("SP_PASSWORD", Operation.CREDENTIAL_ROTATE),
            entry("SP_RENAME", Operation.DEFINE),
            entry("SP_CONFIGURE", Operation.DEFINE),
            entry("SP_ADDLINKEDSERVER", Operation.DEFINE),
            entry("DBMS_AUDIT_MGMT", Operation.MONITOR_DISABLE),
            entry("DROP_POLICY", Operation.MONITOR_DISABLE),
            entry("DISABLE_POLICY", Operation.MONITOR_DISABLE));

    private final List<Token> tokens;
    private final int head;

    /** A statement of one token or more. */
    SqlStatement(List<Token> tokens) {
        this.tokens = tokens;
        this.head = headOf(tokens);
    }

    /** The first word that says something: not a bracket, a JDBC escape, a label or the start of a block. */
    static int headOf(List<Token> tokens) {
        int i = 0;
        while (i < tokens.size() && tokens.get(i).kind() == Kind.SYMBOL) {
            i++;
        }
        int first = i;
        while (i < tokens.size() && BLOCK_WORDS.contains(tokens.get(i).keyword())) {
            i++;
        }
        return i < tokens.size() && isKnown(tokens.get(i).keyword()) ? i : Math.min(first, tokens.size() - 1);
    }

    /** Whether a text starts with the words of a statement, and not with prose or nothing. */
    static boolean starts(List<Token> tokens) {
        return !tokens.isEmpty() && isKnown(tokens.get(headOf(tokens)).keyword());
    }

    private static boolean isKnown(String word) {
        return BY_FIRST_WORD.containsKey(word)
                || SESSION_WORDS.contains(word)
                || BLOCK_WORDS.contains(word)
                || switch (word) {
                    case "SELECT",
                            "WITH",
                            "INSERT",
                            "UPDATE",
                            "REPLACE",
                            "COPY",
                            "CREATE",
                            "ALTER",
                            "DROP",
                            "CALL",
                            "EXEC",
                            "EXECUTE",
                            "SET",
                            "RESET",
                            "DECLARE",
                            "LOAD",
                            "IMPORT",
                            "UNINSTALL",
                            "PURGE",
                            "PREPARE" -> true;
                    default -> false;
                };
    }

    private Token token(int i) {
        return i < tokens.size() ? tokens.get(i) : SqlTokens.NONE;
    }

    private boolean is(int i, String word) {
        return token(i).is(word);
    }

    /** Whether it has a word at all. */
    boolean hasWord() {
        return tokens.stream().anyMatch(token -> token.kind() == Kind.WORD);
    }

    /** What it does; null if it is no SQL it knows. */
    @Nullable
    Effect effect() {
        String word = token(head).keyword();
        Operation simple = BY_FIRST_WORD.get(word);
        if (simple != null) {
            return Effect.of(simple);
        }
        if (BLOCK_WORDS.contains(word)) {
            Operation called = knownProcedure();
            return called == null ? OF_THE_SESSION : Effect.of(called);
        }
        if (SESSION_WORDS.contains(word)) {
            return OF_THE_SESSION;
        }
        return switch (word) {
            case "SELECT", "WITH" -> Effect.of(query());
            case "INSERT" -> Effect.of(hasDirectory() ? Operation.EXPORT : Operation.WRITE);
            case "UPDATE" -> Effect.of(is(head + 1, "STATISTICS") ? Operation.OTHER : Operation.WRITE);
            case "REPLACE" -> Effect.of(is(head + 1, "TABLE") ? Operation.DEFINE : Operation.WRITE);
            case "LOAD" -> Effect.of(is(head + 1, "DATA") || is(head + 1, "XML") ? Operation.WRITE : Operation.DEFINE);
            case "IMPORT" -> Effect.of(is(head + 1, "FOREIGN") ? Operation.DEFINE : Operation.WRITE);
            case "COPY" -> Effect.of(copy());
            case "CREATE", "ALTER", "DROP" -> definition(word);
            case "UNINSTALL" -> Effect.of(namesAudit() ? Operation.MONITOR_DISABLE : Operation.DEFINE);
            case "PURGE" ->
                Effect.of(
                        is(head + 1, "BINARY") || is(head + 1, "MASTER")
                                ? Operation.MONITOR_DISABLE
                                : Operation.DEFINE);
            case "PREPARE" -> is(head + 1, "TRANSACTION") ? OF_THE_SESSION : Effect.of(Operation.READ);
            case "DECLARE" -> has("CURSOR") ? Effect.of(Operation.READ) : OF_THE_SESSION;
            case "CALL", "EXEC", "EXECUTE" -> Effect.of(procedure());
            case "SET" -> set();
            case "RESET" -> is(head + 1, "MASTER") ? Effect.of(Operation.MONITOR_DISABLE) : OF_THE_SESSION;
            default -> null;
        };
    }

    private Operation query() {
        int depth = 0;
        for (int i = head; i < tokens.size(); i++) {
            switch (token(i).keyword()) {
                case "(" -> depth++;
                case ")" -> depth--;
                case "INTO" -> {
                    if (depth <= 0) {
                        return selectInto(i + 1);
                    }
                }
                case "SET_CONFIG" -> {
                    if (is(i + 1, "(") && weakensMonitor(token(i + 2).text(), token(i + 4))) {
                        return Operation.MONITOR_DISABLE;
                    }
                }
                case "LO_EXPORT" -> {
                    if (is(i + 1, "(")) {
                        return Operation.EXPORT;
                    }
                }
                default -> {
                    // Says nothing of what the query does.
                }
            }
        }
        return Operation.READ;
    }

    private Operation selectInto(int target) {
        Token token = token(target);
        if (token.is("OUTFILE") || token.is("DUMPFILE")) {
            return Operation.EXPORT;
        }
        boolean isVariable = token.equals(SqlTokens.NONE) || token.is("@") || token.is(":") || token.is("STRICT");
        boolean isTemporary =
                token.is("TEMP") || token.is("TEMPORARY") || token.text().startsWith("#");
        return isVariable || isTemporary ? Operation.READ : Operation.DEFINE;
    }

    private boolean hasDirectory() {
        return is(head + 1, "OVERWRITE")
                && (is(head + 2, "DIRECTORY") || (is(head + 2, "LOCAL") && is(head + 3, "DIRECTORY")));
    }

    private Operation copy() {
        if (is(head + 1, "INTO")) {
            boolean toStage = is(head + 2, "@") || token(head + 2).kind() == Kind.STRING;
            return toStage ? Operation.EXPORT : Operation.WRITE;
        }
        int depth = 0;
        for (int i = head + 1; i < tokens.size(); i++) {
            switch (token(i).keyword()) {
                case "(" -> depth++;
                case ")" -> depth--;
                case "TO" -> {
                    if (depth <= 0) {
                        return Operation.EXPORT;
                    }
                }
                case "FROM" -> {
                    if (depth <= 0) {
                        return Operation.WRITE;
                    }
                }
                default -> {
                    // Says nothing of the direction.
                }
            }
        }
        return Operation.OTHER;
    }

    private Operation procedure() {
        Operation known = knownProcedure();
        return known == null ? Operation.OTHER : known;
    }

    /** What the procedure that is called does; null if it is none that every database of its kind has. */
    private @Nullable Operation knownProcedure() {
        int i = head;
        while (i < tokens.size() && (token(i).isName() || is(i, ".") || is(i, "@") || is(i, "="))) {
            Operation operation = PROCEDURES.get(token(i).text().toUpperCase(Locale.ROOT));
            if (operation != null) {
                return operation;
            }
            i++;
        }
        return null;
    }

    private Effect set() {
        int i = head + 1;
        boolean server = false;
        while (is(i, "SESSION") || is(i, "LOCAL") || is(i, "GLOBAL") || is(i, "PERSIST") || is(i, "@") || is(i, ".")) {
            server |= is(i, "GLOBAL") || is(i, "PERSIST");
            i++;
        }
        if (is(i, "PASSWORD")) {
            return Effect.of(Operation.CREDENTIAL_ROTATE);
        }
        if (weakensMonitor(i)) {
            return Effect.of(Operation.MONITOR_DISABLE);
        }
        return server ? Effect.of(Operation.DEFINE) : OF_THE_SESSION;
    }

    private Effect definition(String verb) {
        int i = head + 1;
        boolean temporary = false;
        while (MODIFIERS.contains(token(i).keyword()) || is(i, "TEMP") || is(i, "TEMPORARY")) {
            temporary |= is(i, "TEMP") || is(i, "TEMPORARY");
            i++;
        }
        if (namesAudit()) {
            Effect audit = auditDefinition(verb, i);
            if (audit != null) {
                return audit;
            }
        }
        boolean qualified = (is(i, "SERVER") || is(i, "DATABASE")) && is(i + 1, "ROLE");
        return switch (token(qualified ? i + 1 : i).keyword()) {
            case "USER", "ROLE", "LOGIN", "GROUP" -> Effect.of(account(verb, qualified ? i + 2 : i + 1));
            case "SESSION" -> OF_THE_SESSION;
            case "AUTHORIZATION" -> Effect.of(Operation.GRANT);
            case "SHARE" -> Effect.of(verb.equals("ALTER") && has("ADD") ? Operation.GRANT : Operation.DEFINE);
            case "TABLE" -> Effect.of(temporary ? Operation.OTHER : changed(verb, i));
            default -> Effect.of(changed(verb, i));
        };
    }

    private Operation changed(String verb, int type) {
        if (verb.equals("ALTER")) {
            for (int i = type; i < tokens.size(); i++) {
                if (is(i, "OWNER") && is(i + 1, "TO")) {
                    return Operation.GRANT;
                }
                boolean setting = is(i, "SET") || is(i, "RESET");
                if (setting && (is(type, "SYSTEM") || is(type, "DATABASE")) && weakensMonitor(i + 1)) {
                    return Operation.MONITOR_DISABLE;
                }
            }
        }
        return Operation.DEFINE;
    }

    /** CREATE, ALTER and DROP of what audits: a policy, a specification, an extension. */
    private @Nullable Effect auditDefinition(String verb, int type) {
        boolean audits = is(type, "AUDIT")
                || ((is(type, "SERVER") || is(type, "DATABASE")) && is(type + 1, "AUDIT"))
                || (is(type, "EXTENSION") && verb.equals("DROP"));
        if (!audits) {
            return null;
        }
        boolean switchedOn = has("STATE") && has("ON") && !has("OFF");
        return Effect.of(verb.equals("CREATE") || switchedOn ? Operation.DEFINE : Operation.MONITOR_DISABLE);
    }

    private boolean namesAudit() {
        for (Token token : tokens) {
            if (token.isName() && token.text().toLowerCase(Locale.ROOT).contains("audit")) {
                return true;
            }
        }
        return false;
    }

    private Operation account(String verb, int name) {
        if (verb.equals("DROP")) {
            return Operation.REVOKE;
        }
        boolean alters = verb.equals("ALTER");
        boolean revokes = false;
        Operation secret = null;
        for (int i = name + 1; i < tokens.size(); i++) {
            String word = token(i).keyword();
            if (grants(i, alters)) {
                return Operation.GRANT;
            }
            if (alters && (is(i, "SET") || is(i, "RESET")) && weakensMonitor(i + 1)) {
                return Operation.MONITOR_DISABLE;
            }
            Operation token = alters ? accessToken(i) : null;
            if (token != null) {
                return token;
            }
            revokes |= alters && takesAway(i);
            if (SECRETS.contains(word) && !is(i + 1, "EXPIRE")) {
                boolean removed = is(i + 1, "NULL") || is(i - 1, "UNSET");
                Operation changes = alters ? Operation.CREDENTIAL_ROTATE : Operation.CREDENTIAL_ISSUE;
                secret = removed ? Operation.CREDENTIAL_REVOKE : changes;
            }
        }
        if (secret != null) {
            return secret;
        }
        return revokes ? Operation.REVOKE : Operation.DEFINE;
    }

    private boolean grants(int i, boolean alters) {
        return switch (token(i).keyword()) {
            case "IN" -> is(i + 1, "ROLE") || is(i + 1, "GROUP");
            case "ADD" -> is(i + 1, "MEMBER") || is(i + 1, "USER");
            case "ACCOUNT" -> alters && is(i + 1, "UNLOCK");
            case "LOGIN", "ENABLE" -> alters;
            case "DISABLED" -> alters && is(i + 1, "=") && is(i + 2, "FALSE");
            default -> PRIVILEGES.contains(token(i).keyword());
        };
    }

    private boolean takesAway(int i) {
        return PRIVILEGES_TAKEN.contains(token(i).keyword())
                || (is(i, "DROP") && (is(i + 1, "MEMBER") || is(i + 1, "USER")))
                || (is(i, "ACCOUNT") && is(i + 1, "LOCK"))
                || (is(i, "DISABLED") && is(i + 1, "=") && is(i + 2, "TRUE"));
    }

    /** What ALTER USER of Snowflake does to a programmatic access token. */
    private @Nullable Operation accessToken(int i) {
        if (!is(i + 1, "PROGRAMMATIC") && !is(i + 1, "PAT")) {
            return null;
        }
        return switch (token(i).keyword()) {
            case "ADD" -> Operation.CREDENTIAL_ISSUE;
            case "ROTATE" -> Operation.CREDENTIAL_ROTATE;
            case "REMOVE" -> Operation.CREDENTIAL_REVOKE;
            default -> null;
        };
    }

    /** Whether a setting, whose name starts at a token, weakens what is logged. */
    private boolean weakensMonitor(int at) {
        StringBuilder name = new StringBuilder();
        int i = at;
        while (i < at + 4 && i < tokens.size() && (token(i).isName() || is(i, "."))) {
            name.append(token(i).text());
            i++;
            if (!is(i, ".") && !is(i - 1, ".")) {
                break;
            }
        }
        return weakensMonitor(name.toString(), token(i + 1));
    }

    private static boolean weakensMonitor(String setting, Token value) {
        String name = setting.toLowerCase(Locale.ROOT);
        boolean records = name.startsWith("pgaudit.")
                || name.startsWith("audit")
                || name.startsWith("server_audit")
                || name.startsWith("general_log")
                || name.equals("logging_collector")
                || name.equals("sql_log_bin")
                || name.equals("sql_log_off")
                || name.startsWith("log_connections")
                || name.startsWith("log_disconnections")
                || name.startsWith("log_statement")
                || name.startsWith("log_min_")
                || name.startsWith("log_destination")
                || name.startsWith("log_directory")
                || name.startsWith("log_filename")
                || name.startsWith("log_line_prefix")
                || name.startsWith("log_duration")
                || name.startsWith("log_hostname")
                || name.startsWith("log_parameter_")
                || name.startsWith("log_error_verbosity")
                || name.startsWith("log_replication_commands");
        return records && !isTheMost(name, value.text().toLowerCase(Locale.ROOT));
    }

    /** Whether a value is the most that a setting can be. */
    private static boolean isTheMost(String name, String value) {
        return switch (value) {
            case "all" -> name.equals("pgaudit.log") || name.equals("log_statement");
            case "on", "true", "1", "yes" -> !name.endsWith("_once") && !name.equals("sql_log_off");
            default -> false;
        };
    }

    private boolean has(String word) {
        return tokens.stream().anyMatch(token -> token.is(word));
    }

    /** The constant text within it that it runs; null if there is none. */
    @Nullable
    String innerText() {
        return switch (token(head).keyword()) {
            case "DO", "UNLOAD" -> stringFrom(head + 1, tokens.size());
            case "PREPARE" -> is(head + 2, "FROM") ? stringFrom(head + 3, head + 4) : null;
            case "EXEC", "EXECUTE", "CALL" -> executed();
            default -> null;
        };
    }

    private @Nullable String executed() {
        int i = head + 1;
        while (is(i, "IMMEDIATE") || is(i, "(") || is(i, "FORMAT")) {
            i++;
        }
        if (token(i).kind() == Kind.STRING) {
            return token(i).text();
        }
        for (int each = i; each < Math.min(tokens.size(), head + 12); each++) {
            if (is(each, "SP_EXECUTESQL")) {
                return stringFrom(each, tokens.size());
            }
        }
        return null;
    }

    private @Nullable String stringFrom(int from, int to) {
        for (int i = from; i < Math.min(to, tokens.size()); i++) {
            if (token(i).kind() == Kind.STRING) {
                return token(i).text();
            }
        }
        return null;
    }
}
