package io.countersign.detection.judge;

import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.Control;
import io.countersign.rules.catalog.Requirement;
import io.countersign.rules.catalog.RuleCard;
import io.countersign.rules.expression.Expression;
import io.countersign.rules.expression.InvalidExpressionException;
import io.countersign.schemas.record.Action;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A control in force, with its compiled expression. */
record Rule(Control control, Expression select) {

    /** The rules of a catalog by id, in its order. */
    static Map<String, Rule> of(Catalog catalog) throws InvalidExpressionException {
        Map<String, Rule> rules = new LinkedHashMap<>();
        for (Control control : catalog.controls()) {
            rules.put(control.id(), new Rule(control, Expression.compile(control.select())));
        }
        return rules;
    }

    /** What the control says of itself. */
    RuleCard card() {
        return control.card();
    }

    /** Whether the control judges an action, given with its members. */
    boolean selects(Action action, Map<String, Object> members) {
        return card().isEffectiveAt(action.time()) && select.test(members);
    }

    String id() {
        return control.id();
    }

    Set<String> sources() {
        return control.requirement().sources();
    }

    Requirement requirement() {
        return control.requirement();
    }
}
