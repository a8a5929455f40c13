package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.record.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What SQL does and what it names, in every dialect there is a database of. */
class SqlTextTest {

    /** Operation, statement, objects. */
    private static final String STATEMENTS = """
            read | SELECT * FROM gl.journal_lines | gl.journal_lines
            read | select 1 | -
            read | (SELECT a FROM b) UNION (SELECT c FROM d) | b d
            read | SELECT a, b FROM x, y z, lateral w JOIN v ON v.a = y.a, u | x y w v u
            read | SELECT count(*) FROM [testDB].[dbo].[Test Table] WITH (NOLOCK) | testDB.dbo.Test Table
            read | SELECT * FROM gl (nolock) WHERE a = 1 | gl
            read | SELECT * FROM `gl`.`journal` WHERE name = 'from payroll' | gl.journal
            read | SELECT extract(year FROM booked), trim(both ' ' from a), substring(b from 2) FROM gl | gl
            read | SELECT * FROM a WHERE x IS NOT DISTINCT FROM y | a
            read | SELECT * FROM generate_series(1, 3) g, gl.t | gl.t
            read | WITH x AS (SELECT * FROM gl.a), y (c, d) AS (SELECT * FROM x) SELECT * FROM x JOIN y USING (c) | gl.a
            read | WITH RECURSIVE t AS (SELECT 1 UNION SELECT n FROM t JOIN gl ON true) SELECT * FROM t | gl
            read | WITH gl AS (SELECT * FROM gl) SELECT * FROM gl | gl
            read | SELECT * FROM (WITH gl AS (SELECT 1) SELECT * FROM gl) x, gl | gl
            read | SELECT * FROM hr.employees@payroll_link WHERE id = :1 | hr.employees@payroll_link
            read | SELECT sysdate FROM dual | -
            read | SELECT * FROM gl FOR UPDATE OF gl SKIP LOCKED | gl
            read | SELECT CASE WHEN a THEN b ELSE c END FROM gl | gl
            read | TABLE gl | gl
            read | VALUES (1), (2) | -
            read | SHOW search_path | -
            read | SHOW CREATE TABLE gl | gl
            read | DESCRIBE TABLE gl.t | gl.t
            read | DECLARE c SCROLL CURSOR FOR SELECT * FROM gl | gl
            read | FETCH NEXT FROM c | -
            read | EXPLAIN DELETE FROM gl | gl
            read | EXPLAIN (ANALYZE FALSE) DELETE FROM gl | gl
            read | EXPLAIN ANALYZE SELECT * FROM gl | gl
            read | PREPARE p (int) AS SELECT * FROM gl WHERE a = $1 | gl
            read | SELECT * INTO #work FROM gl | #work gl
            read | SELECT balance INTO :b FROM gl | gl
            read | SET NOCOUNT ON SELECT * FROM gl | gl
            read | BEGIN; SELECT * FROM gl; COMMIT | gl
            read | -- DROP TABLE gl\\n SELECT /* DELETE FROM gl */ 'DROP TABLE x; --' | -
            write | INSERT INTO gl.t (a, b) VALUES (1, 'x') | gl.t
            write | INSERT INTO a SELECT * FROM b | a b
            write | insert gl values (1) | gl
            write | INSERT OVERWRITE TABLE gl.t SELECT * FROM s | gl.t s
            write | REPLACE INTO gl VALUES (1) | gl
            write | UPDATE ONLY gl.t AS x SET a = 1 FROM s WHERE s.id = x.id | gl.t s
            write | UPDATE x SET a = 1 FROM gl.journal x JOIN s ON s.id = x.id | gl.journal s
            write | DELETE FROM gl.t USING s WHERE s.id = t.id | gl.t s
            write | DELETE x FROM gl x INNER JOIN s ON s.id = x.id | gl s
            write | delete top (5) from gl | gl
            write | MERGE INTO gl.t USING s ON (s.id = t.id) WHEN MATCHED THEN UPDATE SET a = 1 WHEN NOT MATCHED THEN INSERT (a) VALUES (1) | gl.t s
            write | TRUNCATE TABLE gl.a, gl.b RESTART IDENTITY CASCADE | gl.a gl.b
            write | WITH gone AS (DELETE FROM gl RETURNING *) SELECT * FROM gone | gl
            write | WITH x AS (SELECT 1) INSERT INTO gl SELECT * FROM x | gl
            write | EXPLAIN ANALYZE DELETE FROM gl | gl
            write | EXPLAIN (ANALYZE, BUFFERS) UPDATE gl SET a = 1 | gl
            write | COPY gl.t (a, b) FROM STDIN WITH (FORMAT csv) | gl.t
            write | COPY gl FROM PROGRAM 'curl x' | gl
            write | COPY INTO gl.t FROM @stage/in FILE_FORMAT = (TYPE = CSV) | gl.t
            write | LOAD DATA INFILE 'x' INTO TABLE gl | gl
            write | BULK INSERT gl FROM 'c:\\x.csv' | gl
            write | PREPARE p AS DELETE FROM gl WHERE a = $1 | gl
            write | PREPARE p FROM 'DELETE FROM gl' | gl
            write | SET NOCOUNT ON INSERT INTO gl VALUES (1) | gl
            write | IF EXISTS (SELECT 1 FROM s) DELETE FROM gl | gl s
            write | BEGIN DELETE FROM gl; END; | gl
            write | DECLARE x NUMBER; BEGIN IF x > 1 THEN UPDATE gl SET a = 1; END IF; END; | gl
            write | DO $$ BEGIN DELETE FROM gl; END $$ | gl
            write | EXECUTE IMMEDIATE 'UPDATE gl SET a = ''b''' | gl
            write | EXEC sp_executesql N'DELETE FROM gl WHERE a = @a', N'@a int', @a = 1 | sp_executesql gl
            write | FLASHBACK TABLE gl TO BEFORE DROP | gl
            define | CREATE TABLE gl.t (id int PRIMARY KEY, o int REFERENCES gl.o (id)) | gl.t gl.o
            define | CREATE TABLE IF NOT EXISTS gl.t AS SELECT * FROM gl.s | gl.t gl.s
            define | CREATE OR REPLACE VIEW v AS SELECT * FROM gl JOIN x ON x.a = gl.a | v gl x
            define | CREATE UNIQUE INDEX CONCURRENTLY i ON gl.t USING btree (a) | i gl.t
            define | CREATE TRIGGER t BEFORE INSERT OR UPDATE ON gl.t FOR EACH ROW EXECUTE FUNCTION f() | gl.t
            define | ALTER TABLE gl.t ADD COLUMN x int, DROP COLUMN y | gl.t
            define | ALTER TABLE gl.t DISABLE TRIGGER ALL | gl.t
            define | DROP TABLE IF EXISTS gl.a, gl.b CASCADE | gl.a gl.b
            define | DROP SCHEMA gl CASCADE | gl
            define | DROP TABLE test.test_table RESTRICT; | test.test_table
            define | CREATE DATABASE ledger | ledger
            define | COMMENT ON TABLE gl.t IS 'x' | gl.t
            define | REINDEX TABLE gl.t | gl.t
            define | REFRESH MATERIALIZED VIEW gl.v | gl.v
            define | SELECT a INTO gl.copy FROM gl.t | gl.copy gl.t
            define | CREATE FUNCTION f() RETURNS int AS $$ DELETE FROM gl $$ LANGUAGE sql | f gl
            define | CREATE POLICY p ON gl.t FOR DELETE USING (true) | gl.t
            define | CREATE TABLE c CLONE gl.t | c gl.t
            define | REPLACE TABLE gl USING delta AS SELECT 1 | gl
            define | ALTER SYSTEM SET work_mem = '1GB' | -
            define | ALTER ROLE app SET search_path = gl | -
            define | CREATE ROLE reporting | -
            define | SET GLOBAL max_connections = 5 | -
            define | AUDIT SELECT ON hr.employees | hr.employees
            define | /*!50001 CREATE VIEW v AS SELECT * FROM gl */ | v gl
            define | SELECT 1 DROP TABLE gl | gl
            define | SELECT 1; DROP TABLE gl | gl
            define | SELECT 'a\\'; DROP TABLE gl; --' | gl
            define | SELECT 1 -- \\r DROP TABLE gl | gl
            grant | GRANT SELECT, UPDATE (a) ON TABLE gl.t, gl.u TO app WITH GRANT OPTION | gl.t gl.u
            grant | GRANT ALL ON ALL TABLES IN SCHEMA gl TO app | gl
            grant | GRANT CONTROL ON SCHEMA::dbo TO app | dbo
            grant | GRANT dba TO app | -
            grant | ALTER DEFAULT PRIVILEGES IN SCHEMA gl GRANT SELECT ON TABLES TO app | gl
            grant | ALTER TABLE gl.t OWNER TO app | gl.t
            grant | REASSIGN OWNED BY a TO b | -
            grant | CREATE ROLE x SUPERUSER LOGIN PASSWORD 'y' | -
            grant | CREATE USER x IN ROLE dba | -
            grant | ALTER USER x WITH SUPERUSER | -
            grant | ALTER ROLE db_owner ADD MEMBER x | -
            grant | ALTER SERVER ROLE sysadmin ADD MEMBER x | -
            grant | ALTER GROUP g ADD USER x | -
            grant | ALTER USER x GRANT CONNECT THROUGH y | -
            grant | ALTER USER x ACCOUNT UNLOCK | -
            grant | EXEC sp_addrolemember 'db_owner', 'x' | sp_addrolemember
            grant | REVOKE SELECT ON a FROM b GRANT ALL ON c TO b | a c
            revoke | REVOKE ALL ON gl.t FROM app | gl.t
            revoke | REVOKE GRANT OPTION FOR SELECT ON gl.t FROM app | gl.t
            revoke | DENY SELECT ON OBJECT::dbo.t TO app | dbo.t
            revoke | DROP USER x | -
            revoke | ALTER USER x NOLOGIN | -
            revoke | ALTER ROLE db_owner DROP MEMBER x | -
            credential.issue | CREATE USER x WITH PASSWORD 'y' | -
            credential.issue | CREATE USER x IDENTIFIED BY y | -
            credential.issue | ALTER USER x ADD PROGRAMMATIC ACCESS TOKEN t ROLE_RESTRICTION = 'R' | -
            credential.rotate | ALTER USER x ROTATE PROGRAMMATIC ACCESS TOKEN t | -
            credential.revoke | ALTER USER x REMOVE PAT t | -
            grant | ALTER USER x SET DISABLED = FALSE | -
            revoke | ALTER USER x SET DISABLED = TRUE | -
            credential.issue | CREATE LOGIN x WITH PASSWORD = 'y' | -
            credential.rotate | ALTER USER x PASSWORD 'y' | -
            credential.rotate | ALTER USER regress_user1 encrypted /* random comment */PASSWORD <REDACTED> | -
            credential.rotate | ALTER USER x IDENTIFIED BY y | -
            credential.rotate | ALTER USER x SET RSA_PUBLIC_KEY = 'MII' | -
            credential.rotate | SET PASSWORD FOR x = 'y' | -
            credential.revoke | ALTER USER x PASSWORD NULL | -
            credential.revoke | ALTER USER x UNSET RSA_PUBLIC_KEY | -
            monitor.disable | ALTER SYSTEM SET pgaudit.log = 'none' | -
            monitor.disable | ALTER SYSTEM SET log_statement TO none | -
            monitor.disable | ALTER SYSTEM RESET pgaudit.log | -
            monitor.disable | ALTER ROLE app SET pgaudit.log = 'none' | -
            monitor.disable | ALTER DATABASE ledger SET log_statement = 'none' | ledger
            monitor.disable | SET LOCAL pgaudit.log = 'none' | -
            monitor.disable | SELECT set_config('pgaudit.log', 'none', false) | -
            monitor.disable | SET GLOBAL general_log = OFF | -
            monitor.disable | SET sql_log_bin = 0 | -
            monitor.disable | NOAUDIT POLICY p | -
            monitor.disable | DROP AUDIT POLICY p | -
            monitor.disable | ALTER SERVER AUDIT a WITH (STATE = OFF) | -
            monitor.disable | DROP DATABASE AUDIT SPECIFICATION s | -
            monitor.disable | DROP EXTENSION pgaudit | pgaudit
            monitor.disable | ALTER SYSTEM SET audit_trail = NONE SCOPE = SPFILE | -
            monitor.disable | BEGIN DBMS_AUDIT_MGMT.CLEAN_AUDIT_TRAIL(1); END; | -
            monitor.disable | UNINSTALL PLUGIN audit_log | -
            define | ALTER SYSTEM SET pgaudit.log = 'all' | -
            define | ALTER SERVER AUDIT a WITH (STATE = ON) | -
            export | COPY gl TO STDOUT | gl
            export | COPY (SELECT * FROM gl) TO '/tmp/x' | gl
            export | COPY INTO @stage/out FROM gl.t | gl.t
            export | COPY INTO 's3://x/' FROM (SELECT * FROM gl) | gl
            export | UNLOAD ('SELECT * FROM gl WHERE a = ''b''') TO 's3://x' | gl
            export | SELECT * FROM gl INTO OUTFILE '/tmp/x' | gl
            export | INSERT OVERWRITE LOCAL DIRECTORY '/tmp' SELECT * FROM gl | gl
            export | BACKUP DATABASE ledger TO DISK = 'x' | ledger
            other | CALL close_period(3) | close_period
            other | EXEC dbo.close_period @p = 3 | dbo.close_period
            other | EXECUTE p (1) | -
            other | {call close_period(3)} | close_period
            other | DO $$ BEGIN RAISE NOTICE 'x'; END $$ | -
            other | SET search_path = gl | -
            other | BEGIN | -
            other | COMMIT | -
            other | VACUUM gl | -
            other | CREATE TEMP TABLE x AS SELECT * FROM gl | x gl
            other | UPDATE STATISTICS gl | gl
            other | SELECT 1; FROBNICATE gl | -
            """;

    static Stream<Arguments> statements() {
        return STATEMENTS.lines().map(line -> {
            String[] cells = line.split(" \\| ", -1);
            return Arguments.of(cells[0], cells[1].replace("\\n", "\n").replace("\\r", "\r"), cells[2]);
        });
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("statements")
    void shouldTellWhatAStatementDoesAndNames(String operation, String sql, String objects) {
        assertThat(SqlText.operation(sql)).extracting(Operation::wireName).isEqualTo(operation);
        assertThat(String.join(" ", SqlText.objects(sql))).isEqualTo(objects.equals("-") ? "" : objects);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-- nothing",
                "/* DROP TABLE gl */",
                "<not logged>",
                "<previously logged>",
                "The user could not delete the table",
                "'DELETE FROM gl'",
                "{\"a\": 1}",
                "\u0000",
                "17"
            })
    void shouldTakeForNoSqlWhatIsNone(String text) {
        assertThat(SqlText.operation(text)).isNull();
        assertThat(SqlText.objects(text)).doesNotContain("gl");
    }

    @Test
    void shouldTellEachStatement() {
        assertThat(SqlText.operations("BEGIN; SELECT 1; DELETE FROM gl; COMMIT;"))
                .containsExactly(Operation.OTHER, Operation.READ, Operation.WRITE, Operation.OTHER);
        assertThat(SqlText.operations("hello")).isEmpty();
    }

    /** Each is a comment or a string in some dialect, and runs in another. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1 # 2; DROP TABLE gl",
                "SELECT 1 # it's\n; DROP TABLE gl",
                "SELECT 4 // 2; DROP TABLE gl",
                "SELECT 5--1; DROP TABLE gl",
                "SELECT '\\'; DROP TABLE gl",
                "SELECT '\\''; DROP TABLE gl",
                "/* /* */ DROP TABLE gl; -- */",
                "/* /* */ */ DROP TABLE gl",
                "/*! DROP TABLE gl */",
                "/*M!100100 DROP TABLE gl */",
                "SELECT ARRAY[1; DROP TABLE gl",
                "SELECT [it's]; DROP TABLE gl",
                "SELECT q'[it's]'; DROP TABLE gl",
                "SELECT $x$'$x$; DROP TABLE gl",
                "SELECT $$ FROM a; DROP TABLE gl; SELECT $$",
                "SELECT \"it's\"; DROP TABLE gl",
                "SELECT `it's`; DROP TABLE gl",
                "SELECT 1\r\nGO\r\nDROP TABLE gl",
                "SELECT\u00a01;\u2003DROP\u00a0TABLE gl",
                "dRoP tAbLe gl",
                "SELECT 1;;;; ;DROP TABLE gl",
            })
    void shouldFindWhatAnotherDialectHides(String sql) {
        assertThat(SqlText.operation(sql)).isEqualTo(Operation.DEFINE);
        assertThat(SqlText.objects(sql)).contains("gl");
    }

    @Property
    void shouldReadAnyText(@ForAll("hostile") String text) {
        Operation operation = SqlText.operation(text);

        assertThat(operation == null).isEqualTo(SqlText.operations(text).isEmpty());
        assertThat(SqlText.objects(text)).doesNotContainNull().doesNotHaveDuplicates();
    }

    @Property
    void shouldNotOverlookAStatementAfterAnother(@ForAll("statement") String first) {
        Operation both = Objects.requireNonNull(SqlText.operation(first + "; NOAUDIT POLICY p"));

        assertThat(both).isEqualTo(Operation.MONITOR_DISABLE);
    }

    @Provide
    Arbitrary<String> hostile() {
        List<String> parts = Stream.concat(
                        STATEMENTS.lines().flatMap(line -> Arrays.stream(line.split(" ", -1))),
                        Stream.of(
                                "'", "\"", "`", "[", "]", "/*", "*/", "--", "#", "$$", "$a$", "\\", ";", "(", ")",
                                "\n"))
                .distinct()
                .toList();
        Arbitrary<String> pieces = Arbitraries.oneOf(
                Arbitraries.of(parts),
                Arbitraries.strings().ofMaxLength(3),
                Arbitraries.of(" ", "q'", "\ud800", "\u0000"));
        return pieces.list().ofMaxSize(40).map(each -> String.join(" ", each));
    }

    @Provide
    Arbitrary<String> statement() {
        return Arbitraries.of(statements().map(each -> (String) each.get()[1]).toList())
                .filter(sql -> sql.indexOf('\\') < 0 && !sql.contains("--"));
    }

    @ParameterizedTest
    @Timeout(20)
    @ValueSource(
            strings = {
                "(",
                "[",
                "/*",
                "/*!",
                "*/",
                "$",
                "$$",
                "$a",
                "'",
                "\"",
                "\\",
                "#",
                "--",
                "q'",
                "WITH a (",
                ", a (b",
                ", a AS (",
                "DELETE x ",
                "INSERT INTO a ",
                "SELECT * FROM ",
                "a.",
                "a,",
                "EXPLAIN (",
                "DO '",
                "EXECUTE IMMEDIATE '",
                "BEGIN ",
                "CREATE ",
                "ALTER USER ",
                "audit ",
                "GRANT a ON ",
                "SET a.",
                "@",
                "::",
                "COPY (",
                "N'",
                "1.",
                "UPDATE a SET b FROM "
            })
    void shouldTakeLinearTime(String part) {
        String sql = "SELECT " + part.repeat(400_000 / part.length());

        assertThat(SqlText.operation(sql)).isNotNull();
        assertThat(SqlText.objects(sql)).doesNotContainNull();
    }
}
