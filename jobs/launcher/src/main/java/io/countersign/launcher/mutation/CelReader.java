package io.countersign.launcher.mutation;

import io.countersign.launcher.mutation.CelNode.Kind;
import io.countersign.launcher.mutation.CelNode.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads how the text of an expression is built. The tree of the CEL compiler cannot be used: its macros are expanded, and
 * it does not know where a part ends, so that no single place of the text could be changed. What is read here has been
 * compiled before, and each mutant is compiled again.
 */
final class CelReader {

    private static final Pattern TOKEN = Pattern.compile("""
            (?<space>\\s+|//[^\\n]*)\
            |(?<text>[bB]?[rR]?(?:\"""(?s:.*?)\"""|'''(?s:.*?)'''|"(?:\\\\.|[^"\\\\])*"|'(?:\\\\.|[^'\\\\])*'))\
            |(?<number>0[xX][0-9a-fA-F]+[uU]?|\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?[uU]?)\
            |(?<name>[A-Za-z_][A-Za-z0-9_]*|`[^`]*`)\
            |(?<symbol>&&|\\|\\||==|!=|<=|>=|[-<>!?:.,+*/%()\\[\\]{}])""");

    private static final Set<String> RELATIONS = Set.of("==", "!=", "<", "<=", ">", ">=", "in");
    private static final Set<String> OF_SUMS = Set.of("+", "-");
    private static final Set<String> OF_PRODUCTS = Set.of("*", "/", "%");

    private final List<Token> tokens;
    private int next;

    private record Token(String group, String text, int start, int end) {}

    private CelReader(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** Reads an expression that is known to compile. */
    static CelNode read(String cel) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(cel);
        int end = 0;
        while (end < cel.length() && matcher.find() && matcher.start() == end) {
            end = matcher.end();
            for (String group : List.of("text", "number", "name", "symbol")) {
                if (matcher.group(group) != null) {
                    tokens.add(new Token(group, matcher.group(), matcher.start(), end));
                }
            }
        }
        tokens.add(new Token("end", "", cel.length(), cel.length()));
        CelReader reader = new CelReader(tokens);
        CelNode read = reader.choice();
        if (end < cel.length() || !reader.peek().group().equals("end")) {
            throw new IllegalStateException("an expression that compiles cannot be taken apart: " + cel);
        }
        return read;
    }

    private Token peek() {
        return tokens.get(next);
    }

    private boolean isNext(String text) {
        return !peek().group().equals("text") && peek().text().equals(text);
    }

    private Token take() {
        return tokens.get(Math.min(next++, tokens.size() - 1));
    }

    private boolean takeIf(String text) {
        boolean is = isNext(text);
        next += is ? 1 : 0;
        return is;
    }

    private int endOfLast() {
        return tokens.get(next - 1).end();
    }

    private CelNode choice() {
        CelNode condition = chain("||");
        if (!takeIf("?")) {
            return condition;
        }
        CelNode then = chain("||");
        takeIf(":");
        CelNode otherwise = choice();
        return new CelNode(
                Kind.CHOICE, "", condition.start(), otherwise.end(), List.of(condition, then, otherwise), List.of());
    }

    private CelNode chain(String operator) {
        boolean isOr = operator.equals("||");
        List<CelNode> clauses = new ArrayList<>();
        List<Span> operators = new ArrayList<>();
        clauses.add(isOr ? chain("&&") : relation());
        while (isNext(operator)) {
            Token taken = take();
            operators.add(new Span(taken.start(), taken.end()));
            clauses.add(isOr ? chain("&&") : relation());
        }
        CelNode first = clauses.get(0);
        return clauses.size() == 1
                ? first
                : new CelNode(isOr ? Kind.OR : Kind.AND, "", first.start(), endOfLast(), clauses, operators);
    }

    private CelNode relation() {
        CelNode left = sum();
        while (RELATIONS.contains(peek().text()) && !peek().group().equals("text")) {
            Token operator = take();
            left = binary(Kind.RELATION, left, operator, sum());
        }
        return left;
    }

    private CelNode sum() {
        CelNode left = product();
        while (OF_SUMS.contains(peek().text())) {
            Token operator = take();
            left = binary(Kind.ARITHMETIC, left, operator, product());
        }
        return left;
    }

    private CelNode product() {
        CelNode left = unary();
        while (OF_PRODUCTS.contains(peek().text())) {
            Token operator = take();
            left = binary(Kind.ARITHMETIC, left, operator, unary());
        }
        return left;
    }

    private static CelNode binary(Kind kind, CelNode left, Token operator, CelNode right) {
        return new CelNode(
                kind,
                operator.text(),
                left.start(),
                right.end(),
                List.of(left, right),
                List.of(new Span(operator.start(), operator.end())));
    }

    private CelNode unary() {
        int start = peek().start();
        if (takeIf("!")) {
            CelNode operand = unary();
            return new CelNode(Kind.NOT, "", start, operand.end(), List.of(operand), List.of());
        }
        if (takeIf("-")) {
            CelNode operand = unary();
            return new CelNode(Kind.OTHER, "", start, operand.end(), List.of(operand), List.of());
        }
        return member();
    }

    private CelNode member() {
        CelNode of = primary();
        while (true) {
            if (takeIf(".")) {
                takeIf("?");
                String name = take().text();
                List<CelNode> children = new ArrayList<>(List.of(of));
                boolean isCall = takeIf("(");
                if (isCall) {
                    children.addAll(until(")"));
                }
                of = new CelNode(
                        isCall ? Kind.CALL : Kind.OTHER,
                        isCall ? name : "",
                        of.start(),
                        endOfLast(),
                        children,
                        List.of());
            } else if (isNext("[") || isNext("{")) {
                List<CelNode> children = new ArrayList<>(List.of(of));
                children.addAll(until(take().text().equals("[") ? "]" : "}"));
                of = new CelNode(Kind.OTHER, "", of.start(), endOfLast(), children, List.of());
            } else {
                return of;
            }
        }
    }

    private CelNode primary() {
        Token first = take();
        int start = first.start();
        if (first.group().equals("text")) {
            return CelNode.leaf(Kind.TEXT, start, first.end());
        }
        if (first.group().equals("number")) {
            return CelNode.leaf(Kind.NUMBER, start, first.end());
        }
        switch (first.text()) {
            case "(" -> {
                CelNode inner = choice();
                takeIf(")");
                return new CelNode(Kind.GROUP, "", start, endOfLast(), List.of(inner), List.of());
            }
            case "[" -> {
                List<CelNode> elements = until("]");
                return new CelNode(Kind.LIST, "", start, endOfLast(), elements, List.of());
            }
            case "{" -> {
                List<CelNode> entries = until("}");
                return new CelNode(Kind.OTHER, "", start, endOfLast(), entries, List.of());
            }
            default -> {
                if (first.group().equals("name") && takeIf("(")) {
                    List<CelNode> arguments = until(")");
                    return new CelNode(Kind.CALL, first.text(), start, endOfLast(), arguments, List.of());
                }
                return CelNode.leaf(Kind.OTHER, start, first.end());
            }
        }
    }

    /** What stands between brackets: elements, arguments, or keys with their values. */
    private List<CelNode> until(String closing) {
        List<CelNode> read = new ArrayList<>();
        while (!takeIf(closing) && !peek().group().equals("end")) {
            takeIf("?");
            read.add(choice());
            if (!takeIf(",")) {
                takeIf(":");
            }
        }
        return read;
    }
}
