package io.countersign.rules.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.compiler.CelCompiler;
import io.countersign.rules.expression.InvalidExpressionException.Issue;
import io.countersign.schemas.yaml.Problems;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the compiler of CEL says, in words that say what was given, what is expected and what to do. */
final class Explanation {

    private static final Pattern FIELD = Pattern.compile("undefined field '([^']*)'.*");
    private static final Pattern REFERENCE = Pattern.compile("undeclared reference to '([^']*)'.*");
    private static final Pattern RESULT = Pattern.compile("expected type '([^']*)' but found '([^']*)'.*");
    private static final Pattern OVERLOAD =
            Pattern.compile("found no matching overload for '([^']*)' applied to '(.*)' \\(candidates: (.*)\\)");
    private static final Pattern SELECTION =
            Pattern.compile("type '(?:type\\((.*)\\)|(.*))' does not support field selection");
    private static final Pattern SYNTAX =
            Pattern.compile("(?:mismatched input|extraneous input|no viable alternative at input|missing .* at)"
                    + " '(.*?)'(?: expecting .*)?");
    private static final Pattern TOKEN = Pattern.compile("token recognition error at: '(.*)'", Pattern.DOTALL);

    private static final List<String> FUNCTIONS = List.of(
            "all",
            "contains",
            "duration",
            "endsWith",
            "exists",
            "exists_one",
            "filter",
            "getDayOfWeek",
            "getHours",
            "getMinutes",
            "has",
            "int",
            "map",
            "matches",
            "size",
            "startsWith",
            "string",
            "timestamp");

    /** What other languages write, and CEL does not. */
    private static final Map<String, String> WORDS = Map.of(
            "and", "&&", "or", "||", "not", "!", "AND", "&&", "OR", "||", "NOT", "!", "is", "==", "like", "matches");

    private static final int MOST_MEMBERS_LISTED = 12;

    private final CelCompiler compiler;
    private final String cel;
    private final Map<String, String> variables;

    private Explanation(CelCompiler compiler, String cel, Map<String, String> variables) {
        this.compiler = compiler;
        this.cel = cel;
        this.variables = variables;
    }

    /** The issues of an expression that cannot be compiled, each once. */
    static List<Issue> of(
            CelValidationException failure, CelCompiler compiler, String cel, Map<String, String> variables) {
        Explanation explanation = new Explanation(compiler, cel, variables);
        Set<Issue> issues = new LinkedHashSet<>();
        for (CelIssue issue : failure.getErrors()) {
            int line = Math.max(1, issue.getSourceLocation().getLine());
            issues.add(new Issue(line, explanation.explained(issue.getMessage())));
        }
        return List.copyOf(issues);
    }

    private String explained(String message) {
        Matcher field = FIELD.matcher(message);
        if (field.matches()) {
            return undefined(field.group(1));
        }
        Matcher reference = REFERENCE.matcher(message);
        if (reference.matches()) {
            return undeclared(reference.group(1));
        }
        Matcher result = RESULT.matcher(message);
        if (result.matches() && result.group(1).equals("bool")) {
            return "the whole is of type " + result.group(2)
                    + ", expected one that is true or false; compare it, as in " + root() + ".operation == 'write'";
        }
        Matcher overload = OVERLOAD.matcher(message);
        if (overload.matches()) {
            return overload(overload.group(1), overload.group(2), overload.group(3));
        }
        if (message.startsWith("expression code point size exceeds limit")) {
            return "the expression has " + cel.codePointCount(0, cel.length()) + " characters, expected at most "
                    + Cel.LONGEST + "; make several rules of it";
        }
        if (message.startsWith("Expression recursion limit exceeded")) {
            return "the parts of the expression are within each other more than " + Cel.DEEPEST
                    + " deep; take parentheses away, or make several rules of it";
        }
        return syntax(message);
    }

    private String syntax(String message) {
        Matcher token = TOKEN.matcher(message);
        if (token.matches()) {
            String given = token.group(1);
            boolean isText = given.startsWith("'") || given.startsWith("\"");
            return "cannot read " + given.strip()
                    + (isText
                            ? ", expected a text that ends with the quote it begins with; \\ is written \\\\"
                            : ", expected a condition such as " + root() + ".operation == 'write'")
                    + (given.strip().equals("=") ? ". Did you mean '=='?" : "");
        }
        Matcher syntax = SYNTAX.matcher(message);
        if (syntax.matches()) {
            String given = syntax.group(1);
            return (given.equals("<EOF>")
                            ? "the expression ends too early, expected something more"
                            : "cannot read '" + given + "' where it stands")
                    + "; a condition is such as " + root() + ".operation == 'write' && " + root()
                    + ".outcome == 'success'"
                    + (WORDS.containsKey(given) ? ". Did you mean '" + WORDS.get(given) + "'?" : "");
        }
        Matcher selection = SELECTION.matcher(message);
        if (selection.matches()) {
            return selection.group(1) == null
                    ? "a value of type " + selection.group(2) + " has no members, expected a record; compare the value"
                    : "undeclared reference to '" + selection.group(1) + "', expected one of "
                            + new TreeSet<>(variables.keySet()) + ". Did you mean '" + root() + "'?";
        }
        if (message.equals("invalid argument to has() macro")) {
            return "has() is given something else than a member, expected one such as has(" + root() + ".object)";
        }
        return message.replace("For input string:", "no number that can be reckoned with:");
    }

    /** The variable that every expression has. */
    private String root() {
        return variables.containsKey(RecordTypes.EVENT) ? RecordTypes.EVENT : RecordTypes.ACTION;
    }

    private String undeclared(String name) {
        String said = "undeclared reference to '" + name + "', expected ";
        boolean isCalled = Pattern.compile("\\b" + Pattern.quote(name) + "\\s*\\(")
                .matcher(cel)
                .find();
        if (isCalled) {
            return said + "one of the functions " + FUNCTIONS + "." + Problems.suggestion(name, FUNCTIONS);
        }
        Set<String> seen = new TreeSet<>(variables.keySet());
        if (RecordTypes.memberOf(root(), name) != null) {
            return said + "one of " + seen + ", or a text in quotes. Did you mean '" + root() + "." + name + "'?";
        }
        return said + (seen.size() > 1 ? "one of " : "") + seen
                + (root().equals(RecordTypes.EVENT) ? ", the event and the steps before this one" : "")
                + "; a text is in quotes." + Problems.suggestion(name, seen);
    }

    private static String overload(String operator, String given, String candidates) {
        String name = operator.replace("_", "").replace("@", "");
        if (name.matches("==|!=")) {
            return "'" + name + "' is given " + given
                    + ", expected two values of one type; a text is in quotes, a number" + " and true or false are not";
        }
        if (name.equals("in")) {
            return "'in' is given " + given + ", expected a value and a list such as ['write', 'define']";
        }
        String expected = candidates
                .replace("google.protobuf.Timestamp", "timestamp")
                .replace("google.protobuf.Duration", "duration")
                .replaceAll("%[A-Z]\\d", "any")
                .replaceAll("\\),\\s*(?=\\(|string)", ") or ");
        return "'" + name + "' is given "
                + given.replace("google.protobuf.Timestamp", "timestamp")
                        .replace("google.protobuf.Duration", "duration")
                + ", expected " + expected;
    }

    private String undefined(String name) {
        String said = "undefined field '" + name + "'";
        Owner owner = ownerWithout(name);
        if (owner == null) {
            return said + ", expected a member of the record." + Problems.suggestion(name, RecordTypes.allMembers());
        }
        Set<String> members = RecordTypes.membersOf(owner.struct());
        List<String> inside = new ArrayList<>();
        for (String member : members) {
            CelType type = RecordTypes.memberOf(owner.struct(), member);
            if (type != null && RecordTypes.memberOf(type.name(), name) != null) {
                inside.add(owner.path() + "." + member + "." + name);
            }
        }
        return said + " of " + owner.path() + ", expected "
                + (members.size() > MOST_MEMBERS_LISTED ? "a member of its contract." : "one of " + members + ".")
                + (inside.isEmpty()
                        ? Problems.suggestion(name, members)
                        : " Did you mean '" + String.join("' or '", inside) + "'?");
    }

    /** Something in an expression that has members. */
    private record Owner(String path, String struct) {}

    /** What the expression asks for a member that it has not; null if that cannot be told. */
    private @Nullable Owner ownerWithout(String member) {
        try {
            CelAbstractSyntaxTree parsed = compiler.parse(cel).getAst();
            return CelNavigableAst.fromAst(parsed)
                    .getRoot()
                    .allNodes()
                    .filter(node -> node.getKind() == Kind.SELECT
                            && node.expr().select().field().equals(member))
                    .map(node -> ownerOf(node.expr().select().operand()))
                    .filter(owner -> owner != null && RecordTypes.memberOf(owner.struct(), member) == null)
                    .findFirst()
                    .orElse(null);
        } catch (CelValidationException e) {
            return null;
        }
    }

    private @Nullable Owner ownerOf(CelExpr expr) {
        if (expr.getKind() == Kind.IDENT) {
            String struct = variables.get(expr.ident().name());
            return struct == null ? null : new Owner(expr.ident().name(), struct);
        }
        Owner of = expr.getKind() == Kind.SELECT ? ownerOf(expr.select().operand()) : null;
        String member = of == null ? "" : expr.select().field();
        CelType type = of == null ? null : RecordTypes.memberOf(of.struct(), member);
        boolean isRecord = type != null && !RecordTypes.membersOf(type.name()).isEmpty();
        return of == null || type == null || !isRecord ? null : new Owner(of.path() + "." + member, type.name());
    }
}
