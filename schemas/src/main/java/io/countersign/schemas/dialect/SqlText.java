package io.countersign.schemas.dialect;

import io.countersign.schemas.dialect.SqlTokens.Reading;
import io.countersign.schemas.record.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a SQL text does and what it names, whichever of PostgreSQL, Oracle, SQL Server, MySQL, Snowflake and Databricks it
 * is for. It is no parser: it finds the statements of a text, and tells what each does by the words it starts with. Where
 * the dialects read a text differently, the gravest reading counts, so that nothing hides in what only another dialect
 * takes for a comment or a string. Never fails, in time linear in the text.
 *
 * <p>What is not plain:
 *
 * <ul>
 *   <li>Ownership carries every privilege, so giving it away (OWNER TO, REASSIGN OWNED, ALTER AUTHORIZATION) is a grant.
 *   <li>CREATE or ALTER of a user, role or login is a grant where it names a privilege or a membership; else the issue or
 *       the rotation of a credential where it names a secret; else a definition. What takes a privilege or the whole
 *       account away is a revocation.
 *   <li>TRUNCATE is a write: it changes data and defines nothing.
 *   <li>SELECT INTO a table is a definition, as CREATE TABLE AS is. A temporary table holds nothing that lasts: to fill
 *       one by SELECT INTO is to read, to create one is other.
 *   <li>EXPLAIN reads; with ANALYZE it runs the statement. PREPARE counts as what it prepares, for EXECUTE does not say.
 *   <li>DO, EXECUTE IMMEDIATE, EXEC('...'), sp_executesql and UNLOAD('...') count as what the constant text in them does,
 *       if that is graver. The body of a routine that is created without quotes is read as if it ran, because where it
 *       ends differs between dialects.
 *   <li>A setting of logging or auditing weakens it unless the new value is the most that it can be: of the value before
 *       nothing is known.
 *   <li>SET, BEGIN, COMMIT and others that concern the session alone are other, and do not count beside other statements.
 * </ul>
 */
final class SqlText {

    /** How deep texts in texts are read. */
    private static final int DEEPEST = 3;

    private SqlText() {}

    /**
     * What each statement of a text does, in order, without those that are no SQL it knows; in the reading whose gravest
     * statement is gravest.
     */
    static List<Operation> operations(String sql) {
        List<SqlStatement.Effect> gravest = List.of();
        for (Reading reading : Reading.of(sql)) {
            List<SqlStatement.Effect> effects = effects(sql, reading, 0);
            if (Gravity.of(gravestOf(effects)) > Gravity.of(gravestOf(gravest))) {
                gravest = effects;
            }
        }
        return gravest.stream().map(SqlStatement.Effect::operation).toList();
    }

    /** The gravest of what the statements of a text do; null if it is no SQL it knows. */
    static @Nullable Operation operation(String sql) {
        Operation gravest = null;
        for (Reading reading : Reading.of(sql)) {
            gravest = Gravity.graver(gravest, gravestOf(effects(sql, reading, 0)));
        }
        return gravest;
    }

    /**
     * The tables, views, routines, schemas and databases that a text names: as written, without quotes, the names of a
     * qualified name joined by dots. Those that it changes come first. Neither common table expressions nor aliases,
     * variables, stages, columns or people.
     */
    static List<String> objects(String sql) {
        SqlObjects objects = new SqlObjects();
        for (Reading reading : Reading.of(sql)) {
            addObjects(sql, reading, 0, objects);
        }
        return objects.names();
    }

    private static void addObjects(String sql, Reading reading, int depth, SqlObjects objects) {
        List<SqlSpans.Span> spans = SqlSpans.of(SqlTokens.of(sql, reading));
        objects.read(spans);
        for (SqlSpans.Span span : spans) {
            String inner = depth < DEEPEST ? new SqlStatement(span.tokens()).innerText() : null;
            if (inner != null) {
                addObjects(inner, reading, depth + 1, objects);
            }
        }
    }

    private static List<SqlStatement.Effect> effects(String sql, Reading reading, int depth) {
        List<SqlStatement.Effect> effects = new ArrayList<>();
        boolean unknown = false;
        for (SqlSpans.Span span : SqlSpans.of(SqlTokens.of(sql, reading))) {
            SqlStatement statement = new SqlStatement(span.tokens());
            SqlStatement.Effect effect = statement.effect();
            if (effect == null) {
                unknown |= statement.hasWord();
            } else {
                effects.add(withInner(effect, statement, reading, depth));
            }
        }
        if (unknown && !effects.isEmpty()) {
            // What stands beside statements is one too, and may do anything.
            effects.add(SqlStatement.Effect.of(Operation.OTHER));
        }
        return effects;
    }

    private static SqlStatement.Effect withInner(
            SqlStatement.Effect effect, SqlStatement statement, Reading reading, int depth) {
        String inner = depth < DEEPEST ? statement.innerText() : null;
        if (inner == null) {
            return effect;
        }
        Operation within = gravestOf(effects(inner, reading, depth + 1));
        return within != null && Gravity.of(within) > Gravity.of(effect.operation())
                ? SqlStatement.Effect.of(within)
                : effect;
    }

    private static @Nullable Operation gravestOf(List<SqlStatement.Effect> effects) {
        Operation gravest = null;
        for (SqlStatement.Effect each : effects) {
            gravest = each.ofTheSession() ? gravest : Gravity.graver(gravest, each.operation());
        }
        return gravest == null && !effects.isEmpty() ? Operation.OTHER : gravest;
    }
}
