package io.countersign.detection.judge;

import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.Control;
import io.countersign.rules.catalog.Requirement;
import io.countersign.rules.expression.Expression;
import io.countersign.rules.expression.InvalidExpressionException;
import io.countersign.schemas.record.Action;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A control in force, with its compiled expression and what its readers see of it. */
record Rule(Control control, Expression select, Finding.ControlCard card) {

    /** The rules of a catalog by id, in its order. */
    static Map<String, Rule> of(Catalog catalog) throws InvalidExpressionException {
        Map<String, Rule> rules = new LinkedHashMap<>();
        for (Control control : catalog.controls()) {
            Finding.ControlCard card = new Finding.ControlCard(
                    control.id(),
                    control.card().title(),
                    control.card().severity().name().toLowerCase(Locale.ROOT),
                    control.card().owner(),
                    control.shadow());
            rules.put(control.id(), new Rule(control, Expression.compile(control.select()), card));
        }
        return rules;
    }

    /** Whether the control judges an action, given with its members. */
    boolean selects(Action action, Map<String, Object> members) {
        return control.card().isEffectiveAt(action.time()) && select.test(members);
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
