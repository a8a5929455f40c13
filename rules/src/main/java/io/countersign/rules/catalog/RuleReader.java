package io.countersign.rules.catalog;

import io.countersign.rules.expression.InvalidExpressionException;
import io.countersign.schemas.yaml.Problems;
import io.countersign.schemas.yaml.YamlMapping;
import java.util.List;

/** Reads one rule file, strictly (S7): what all rules have in common, and then what its kind has. */
final class RuleReader {

    private final RuleFile file;
    private final YamlMapping yaml;
    private final Problems problems;

    private enum Kind {
        CONTROL,
        SEQUENCE
    }

    private enum Status {
        ACTIVE,
        SHADOW
    }

    /** Something that may be wrong with an expression. */
    interface Compilation {
        void run() throws InvalidExpressionException;
    }

    RuleReader(RuleFile file, YamlMapping yaml, Problems problems) {
        this.file = file;
        this.yaml = yaml;
        this.problems = problems;
    }

    /** Reads the rule into the lists; what is wrong with it is noted. Returns its id. */
    String read(List<Control> controls, List<Sequence> sequences) {
        int before = problems.found().size();
        Kind kind = yaml.choice("kind", Kind.class, null);
        boolean known = problems.found().size() == before;
        RuleCard card = card();
        if (!known) {
            return card.id();
        }
        if (kind == Kind.CONTROL) {
            controls.add(new ControlReader(this, yaml).read(card));
        } else {
            Sequence sequence = new SequenceReader(this, file, yaml).read(card);
            if (sequence != null) {
                sequences.add(sequence);
            }
        }
        yaml.rejectUnknown();
        return card.id();
    }

    private RuleCard card() {
        String id = yaml.text("id");
        if (!id.isEmpty() && !id.equals(file.stem())) {
            yaml.problem("id", "id '" + id + "' differs from the file's name '" + file.stem() + "'; make them equal");
        }
        if (!id.isEmpty() && !RuleCard.isId(id)) {
            yaml.problem(
                    "id",
                    "id '" + id
                            + "' is no id, expected letters, digits, '-' and '_', a letter first, such as release-window");
        }
        documentation();
        return new RuleCard(
                id,
                yaml.text("title"),
                yaml.choice("severity", Severity.class, null),
                yaml.text("owner"),
                yaml.choice("status", Status.class, Status.ACTIVE) == Status.SHADOW,
                yaml.integer("version", 1, 1),
                yaml.instant("effective_from"));
    }

    /** What a rule file says beside what is judged; for people, and for what maps controls to frameworks. */
    private void documentation() {
        yaml.optionalText("rationale");
        yaml.texts("response");
        yaml.texts("false_positives");
        YamlMapping frameworks = yaml.optionalMapping("maps_to");
        if (frameworks != null) {
            frameworks.keys().forEach(frameworks::texts);
        }
    }

    /** Notes what is wrong with the expression under a key, at the lines where it stands. */
    void compile(YamlMapping of, String key, Compilation compilation) {
        try {
            compilation.run();
        } catch (InvalidExpressionException e) {
            for (InvalidExpressionException.Issue issue : e.issues()) {
                problems.add(file.name(), of.valueLine(key) + issue.line() - 1, "in '" + key + "': " + issue.message());
            }
        }
    }

    /** How many problems are known so far. */
    int problems() {
        return problems.found().size();
    }
}
