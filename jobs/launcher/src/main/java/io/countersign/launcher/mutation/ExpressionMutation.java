package io.countersign.launcher.mutation;

import io.countersign.launcher.mutation.CelNode.Kind;
import io.countersign.launcher.mutation.CelNode.Span;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A change of an expression at one place.
 *
 * @param from what stands there, on one line
 * @param to what stands there then
 * @param killer the kind of case that would notice
 * @param at where in the expression
 * @param text the expression as it is then
 * @param isOfAll whether what is gone is a clause of {@code &&}: where that holds, nothing has changed
 */
record ExpressionMutation(
        MutantKind kind, String from, String to, String killer, int at, String text, boolean isOfAll) {

    private static final int SHOWN = 48;
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern COUNT = Pattern.compile("\\d+");
    private static final Pattern TIME_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(h|ms|m|s)");
    private static final Map<String, Double> MILLIS = Map.of("h", 3_600_000.0, "m", 60_000.0, "s", 1_000.0, "ms", 1.0);
    private static final Map<String, List<String>> ORDERS = Map.of(
            "<", List.of("<=", ">="),
            "<=", List.of("<", ">"),
            ">", List.of(">=", "<="),
            ">=", List.of(">", "<"));

    /** All that are made of an expression. */
    static List<ExpressionMutation> of(String cel) {
        Maker maker = new Maker(cel);
        CelNode root = CelReader.read(cel);
        maker.negate(root, true);
        maker.visit(root, root);
        return maker.made;
    }

    /** On one line, and not too long. */
    private static String shown(String text, int most) {
        String line = SPACE.matcher(text.strip()).replaceAll(" ");
        int half = most / 2;
        return line.length() <= most
                ? line
                : line.substring(0, half).strip() + " … "
                        + line.substring(line.length() - half).strip();
    }

    private static final class Maker {

        private final String cel;
        private final List<ExpressionMutation> made = new ArrayList<>();

        Maker(String cel) {
            this.cel = cel;
        }

        private void add(MutantKind kind, Span changed, String replacement, CelNode seen, String killer) {
            String text = cel.substring(0, changed.start()) + replacement + cel.substring(changed.end());
            int grown = replacement.length() - (changed.end() - changed.start());
            String to = text.substring(seen.start(), seen.end() + grown);
            made.add(new ExpressionMutation(
                    kind,
                    shown(seen.text(cel), 4 * SHOWN),
                    shown(to, 4 * SHOWN),
                    killer,
                    changed.start(),
                    text,
                    false));
        }

        /** A constant is shown with the relation that it is part of. */
        void visit(CelNode node, CelNode within) {
            switch (node.kind()) {
                case AND, OR -> chain(node);
                case RELATION -> relation(node);
                case CHOICE -> choice(node);
                case NOT -> {
                    String operand = node.children().get(0).text(cel);
                    add(
                            MutantKind.NEGATION,
                            new Span(node.start(), node.end()),
                            operand,
                            node,
                            "one in which only " + quoted(node) + " decides");
                }
                case TEXT -> constant(node, within);
                case NUMBER -> number(node, within);
                default -> {
                    // Nothing of its own to change.
                }
            }
            boolean isDuration = node.kind() == Kind.CALL && node.symbol().equals("duration");
            if (isDuration && node.children().size() == 1) {
                duration(node);
            } else if (!(node.kind() == Kind.CALL && node.symbol().equals("timestamp"))) {
                node.children().forEach(child -> visitChild(node, child));
            }
        }

        /** Of an element of a list no other constant is made: that would be as if it were gone. */
        private void visitChild(CelNode node, CelNode child) {
            boolean isSet = node.kind() == Kind.RELATION
                    && node.symbol().equals("in")
                    && child.kind() == Kind.LIST
                    && child.children().size() > 1;
            if (isSet) {
                child.children().stream()
                        .filter(element -> element.kind() != Kind.TEXT)
                        .forEach(element -> visit(element, element));
            } else {
                visit(child, node.kind() == Kind.RELATION ? node : child);
            }
        }

        private void chain(CelNode node) {
            boolean isAnd = node.kind() == Kind.AND;
            List<CelNode> clauses = node.children();
            for (int i = 0; i < node.operators().size(); i++) {
                String left = shown(clauses.get(i).text(cel), SHOWN);
                String right = shown(clauses.get(i + 1).text(cel), SHOWN);
                Span operator = node.operators().get(i);
                String text =
                        cel.substring(0, operator.start()) + (isAnd ? "||" : "&&") + cel.substring(operator.end());
                made.add(new ExpressionMutation(
                        MutantKind.CONNECTIVE,
                        left + (isAnd ? " && " : " || ") + right,
                        left + (isAnd ? " || " : " && ") + right,
                        "one in which " + left + " and " + right + " differ, and that decides",
                        operator.start(),
                        text,
                        false));
            }
            for (int i = 0; i < clauses.size(); i++) {
                CelNode clause = clauses.get(i);
                int from = i == 0 ? clause.start() : clauses.get(i - 1).end();
                int to = i == 0 ? clauses.get(1).start() : clause.end();
                made.add(new ExpressionMutation(
                        MutantKind.CLAUSE,
                        shown(clause.text(cel), 4 * SHOWN),
                        "gone",
                        (isAnd ? "one in which all holds but " : "one in which nothing of it holds but ")
                                + quoted(clause),
                        clause.start(),
                        cel.substring(0, from) + cel.substring(to),
                        isAnd));
                negate(clause, false);
            }
        }

        /** Relations have opposites of their own, and of what is negated the negation goes. */
        void negate(CelNode clause, boolean isWhole) {
            boolean isIn = clause.kind() == Kind.RELATION && clause.symbol().equals("in");
            boolean isOther = clause.kind() == Kind.CALL || (!isWhole && isTurned(clause.kind()));
            if (isIn || isOther) {
                add(
                        MutantKind.NEGATION,
                        new Span(clause.start(), clause.end()),
                        clause.kind() == Kind.GROUP ? "!" + clause.text(cel) : "!(" + clause.text(cel) + ")",
                        clause,
                        "one in which only " + quoted(clause) + " decides");
            }
        }

        private static boolean isTurned(Kind kind) {
            return kind == Kind.GROUP || kind == Kind.AND || kind == Kind.OTHER;
        }

        private void relation(CelNode node) {
            Span operator = node.operators().get(0);
            if (node.symbol().equals("in")) {
                elements(node.children().get(1), node);
            } else if (ORDERS.containsKey(node.symbol())) {
                for (String other : ORDERS.getOrDefault(node.symbol(), List.of())) {
                    boolean isBound = other.length() != node.symbol().length()
                            && other.charAt(0) == node.symbol().charAt(0);
                    add(
                            MutantKind.ORDER,
                            operator,
                            other,
                            node,
                            isBound
                                    ? "one exactly at the bound of " + quoted(node)
                                    : "one in which only " + quoted(node) + " decides");
                }
            } else {
                String other = node.symbol().equals("==") ? "!=" : "==";
                add(MutantKind.EQUALITY, operator, other, node, "one in which only " + quoted(node) + " decides");
            }
        }

        private void elements(CelNode list, CelNode relation) {
            List<CelNode> elements = list.children();
            if (list.kind() != Kind.LIST || elements.size() < 2) {
                return;
            }
            String left = shown(relation.children().get(0).text(cel), SHOWN);
            for (int i = 0; i < elements.size(); i++) {
                CelNode element = elements.get(i);
                int from = i == 0 ? element.start() : elements.get(i - 1).end();
                int to = i == 0 ? elements.get(1).start() : element.end();
                made.add(new ExpressionMutation(
                        MutantKind.ELEMENT,
                        left + " in [… " + element.text(cel) + " …]",
                        "gone",
                        "one in which " + left + " is " + element.text(cel),
                        element.start(),
                        cel.substring(0, from) + cel.substring(to),
                        false));
            }
        }

        private void choice(CelNode node) {
            for (CelNode branch : node.children().subList(1, 3)) {
                add(
                        MutantKind.CHOICE,
                        new Span(node.start(), node.end()),
                        branch.text(cel),
                        node,
                        "one in which " + quoted(node.children().get(0)) + " chooses the other");
            }
        }

        private void constant(CelNode node, CelNode within) {
            String text = node.text(cel);
            String quotes = text.endsWith("\"\"\"") || text.endsWith("'''") ? text.substring(text.length() - 3) : "'";
            int end = text.length() - quotes.length();
            String other = text.substring(0, end) + '~' + text.substring(end);
            Span changed = new Span(node.start(), node.end());
            add(MutantKind.CONSTANT, changed, other, within, "one in which only " + quoted(within) + " decides");
        }

        private void number(CelNode node, CelNode within) {
            String text = node.text(cel);
            if (COUNT.matcher(text).matches()) {
                for (int step : new int[] {-1, 1}) {
                    String other =
                            new BigInteger(text).add(BigInteger.valueOf(step)).toString();
                    Span changed = new Span(node.start(), node.end());
                    add(MutantKind.CONSTANT, changed, other, within, "one with exactly " + text);
                }
            }
        }

        private void duration(CelNode call) {
            CelNode argument = call.children().get(0);
            Duration given = argument.kind() == Kind.TEXT ? parsed(argument.text(cel)) : null;
            if (given != null) {
                for (long step : new long[] {-1, 1}) {
                    String other = "'" + given.plusMillis(step).toMillis() + "ms'";
                    Span changed = new Span(argument.start(), argument.end());
                    String edge = "one exactly at " + argument.text(cel) + ", and one a millisecond off it";
                    add(MutantKind.DURATION, changed, other, call, edge);
                }
            }
        }

        private static @Nullable Duration parsed(String literal) {
            String text = literal.substring(1, literal.length() - 1);
            Matcher part = TIME_PART.matcher(text);
            double millis = 0;
            int end = 0;
            while (part.find() && part.start() == end) {
                end = part.end();
                millis += Double.parseDouble(part.group(1)) * MILLIS.getOrDefault(part.group(2), 0.0);
            }
            return end == text.length() && end > 0 ? Duration.ofMillis(Math.round(millis)) : null;
        }

        private String quoted(CelNode node) {
            return shown(node.text(cel), 2 * SHOWN);
        }
    }
}
