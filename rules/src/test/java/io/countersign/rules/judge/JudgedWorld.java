package io.countersign.rules.judge;

import io.countersign.rules.bounded.BoundedJudgement;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.expression.InvalidExpressionException;
import io.countersign.rules.reference.ExpectedWorld;
import io.countersign.rules.register.Completeness;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.yaml.InvalidFileException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What the judge says of a world whose records arrive in some order: the lines of S8, in no order of their own, and what
 * was refused.
 */
public final class JudgedWorld implements Function<ExpectedWorld, Set<String>> {

    @Override
    public Set<String> apply(ExpectedWorld world) {
        try {
            return judge(world);
        } catch (InvalidFileException | InvalidExpressionException e) {
            throw new IllegalArgumentException("world " + world.seed() + " has a fault", e);
        }
    }

    private static Set<String> judge(ExpectedWorld world) throws InvalidFileException, InvalidExpressionException {
        Set<String> lines = new TreeSet<>();
        List<CanonicalRecord> records = new ArrayList<>();
        for (String each : world.records()) {
            try {
                records.add(Codec.read(each.getBytes(StandardCharsets.UTF_8)));
            } catch (UnreadableException e) {
                lines.add("refused for " + e.reason() + ": " + each);
            }
        }
        Collections.shuffle(records, new Random(world.seed()));
        Map<String, Completeness.Mode> modes = new TreeMap<>();
        world.completeness()
                .forEach((source, mode) -> modes.put(source, Completeness.Mode.valueOf(mode.toUpperCase(Locale.ROOT))));
        List<RuleFile> rules = world.controls().stream()
                .map(control ->
                        new RuleFile(control.id() + ".yaml", control.yaml().getBytes(StandardCharsets.UTF_8)))
                .toList();
        for (Verdict verdict :
                BoundedJudgement.of(records, modes, Catalog.of(rules)).values()) {
            lines.add(new String(Codec.write(verdict), StandardCharsets.UTF_8));
        }
        return lines;
    }
}
