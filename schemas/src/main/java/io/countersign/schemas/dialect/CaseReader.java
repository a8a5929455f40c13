package io.countersign.schemas.dialect;

import io.countersign.schemas.record.Operation;
import io.countersign.schemas.yaml.Problems;
import io.countersign.schemas.yaml.YamlMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the cases of a field from a dialect's file.
 *
 * @param paths where the paths they name are noted
 * @param choices what the field can be; null where it is any text
 */
record CaseReader(PathTree paths, @Nullable List<String> choices) {

    private enum Letters {
        AS_GIVEN,
        LOWER_CASE
    }

    private enum Which {
        FIRST,
        LAST
    }

    private static final List<String> PLACES = List.of("from", "from_all", "value");

    /** The rule a key's cases make up, of which there must be one. */
    FieldRule requiredRule(YamlMapping yaml, String key) {
        List<YamlMapping> cases = yaml.mappings(key);
        if (cases.isEmpty()) {
            yaml.problem(key, "'" + key + "' is missing; say where it is");
        }
        return rule(cases);
    }

    FieldRule rule(List<YamlMapping> cases) {
        List<FieldRule.Case> read = new ArrayList<>();
        for (YamlMapping each : cases) {
            read.add(one(each));
            each.has("doc");
            each.rejectUnknown();
        }
        return new FieldRule(read);
    }

    private FieldRule.Case one(YamlMapping yaml) {
        List<String> places = PLACES.stream().filter(yaml::has).toList();
        if (places.size() != 1) {
            yaml.problem(
                    places.isEmpty() ? "from" : places.get(1),
                    "a case has " + places + ", expected exactly one of " + PLACES);
        }
        String value = yaml.optionalText("value");
        if (value != null) {
            checkChoice(yaml, "value", value);
        }
        String split = yaml.optionalText("split");
        String join = yaml.optionalText("join");
        FieldRule.Take take = yaml.has("from_all") ? FieldRule.Take.ALL : FieldRule.Take.FIRST;
        if (join != null) {
            if (take != FieldRule.Take.ALL || split != null) {
                yaml.problem(
                        "join", "'join' puts the values of 'from_all' together, expected without 'split' or 'from'");
            }
            take = FieldRule.Take.JOINED;
        }
        if (yaml.choice("take", Which.class, Which.FIRST) == Which.LAST) {
            if (take != FieldRule.Take.FIRST) {
                yaml.problem("take", "'take: last' is of one path's values, expected with 'from'");
            }
            take = FieldRule.Take.LAST;
        }
        Meaning meaning = yaml.choice("as", Meaning.class, Meaning.TEXT);
        if (meaning == Meaning.SQL_OPERATION && (choices == null || !choices.contains(Operation.DEFINE.wireName()))) {
            yaml.problem("as", "'as: sql_operation' gives an operation, expected in the field 'operation' only");
        }
        List<Integer> from = numbers(yaml, "from_all");
        return new FieldRule.Case(
                new Guard(conditions(yaml, "when"), conditions(yaml, "unless")),
                from.isEmpty() ? numbers(yaml, "from") : from,
                take,
                value,
                trim(yaml),
                meaning,
                map(yaml),
                new Globs(yaml.texts("only")),
                textOrNothing(yaml, "prefix"),
                textOrNothing(yaml, "suffix"),
                timeFormat(yaml),
                join != null ? join : split != null ? split : "");
    }

    /** The form that a case's times have; null where it has none of its own. */
    static @Nullable TimeFormat timeFormat(YamlMapping yaml) {
        return yaml.has("time_format") ? yaml.choice("time_format", TimeFormat.class, null) : null;
    }

    private static Trim trim(YamlMapping yaml) {
        return new Trim(
                textOrNothing(yaml, "after"),
                textOrNothing(yaml, "after_last"),
                textOrNothing(yaml, "until"),
                textOrNothing(yaml, "until_last"),
                yaml.choice("letters", Letters.class, Letters.AS_GIVEN) == Letters.LOWER_CASE);
    }

    private static String textOrNothing(YamlMapping yaml, String key) {
        String text = yaml.optionalText(key);
        return text == null ? "" : text;
    }

    private Map<String, String> map(YamlMapping yaml) {
        Map<String, String> map = new LinkedHashMap<>();
        YamlMapping given = yaml.optionalMapping("map");
        if (given != null) {
            for (String key : given.keys()) {
                String to = given.text(key);
                checkChoice(given, key, to);
                map.put(key, to);
            }
        }
        return map;
    }

    private void checkChoice(YamlMapping yaml, String key, String given) {
        if (choices != null && !choices.contains(given)) {
            yaml.problem(
                    key,
                    "'" + key + "' is '" + given + "', expected one of " + choices + "."
                            + Problems.suggestion(given, choices));
        }
    }

    /** Of which events something is that is not of all. */
    Guard guard(YamlMapping yaml) {
        Guard guard = new Guard(conditions(yaml, "when"), conditions(yaml, "unless"));
        if (guard.when().isEmpty()) {
            yaml.problem("when", "'when' is missing or empty, which is true of every event; say of which");
        }
        return guard;
    }

    private List<Condition> conditions(YamlMapping yaml, String key) {
        List<Condition> conditions = new ArrayList<>();
        YamlMapping given = yaml.optionalMapping(key);
        if (given != null) {
            for (String path : given.keys()) {
                List<String> globs = given.texts(path);
                if (globs.isEmpty()) {
                    given.problem(path, "'" + path + "' lists nothing that it may be, so it can never hold");
                }
                conditions.add(new Condition(number(given, path, path), new Globs(globs, paths.isAnyCase(path))));
            }
        }
        return conditions;
    }

    /** The number of the path that is the value of a key. */
    int path(YamlMapping yaml, String key) {
        return number(yaml, key, yaml.text(key));
    }

    private List<Integer> numbers(YamlMapping yaml, String key) {
        Set<Integer> numbers = new LinkedHashSet<>();
        for (String path : yaml.texts(key)) {
            numbers.add(number(yaml, key, path));
        }
        return List.copyOf(numbers);
    }

    /** The number of a path. */
    int number(YamlMapping yaml, String key, String path) {
        if (!path.isEmpty() && !PathTree.isPath(path)) {
            yaml.problem(key, "'" + path + "' is no path: a name in it is empty. Write a dot within a name as '\\.'");
        }
        return paths.want(path);
    }
}
