package io.countersign.launcher.rules;

import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.schemas.yaml.InvalidFileException;
import io.countersign.schemas.yaml.Problems;
import io.countersign.schemas.yaml.YamlMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A rule with its cases: the folder {@code ID} with {@code ID.yaml} and, below {@code cases}, a file a case, whose name
 * says whether the rule fires.
 *
 * @param id the rule's id
 * @param rule its file
 * @param cases its cases, by name
 */
record RuleFolder(String id, RuleFile rule, List<RuleCase> cases) {

    RuleFolder {
        cases = List.copyOf(cases);
    }

    /**
     * The rules among the files of a directory.
     *
     * @throws InvalidFileException with every problem of every rule and case
     */
    static List<RuleFolder> of(List<RuleFile> files) throws InvalidFileException {
        return of(files, true);
    }

    /** The same, but that rules may lack cases: one may be tried while others are being written. */
    static List<RuleFolder> unfinished(List<RuleFile> files) throws InvalidFileException {
        return of(files, false);
    }

    private static List<RuleFolder> of(List<RuleFile> files, boolean finished) throws InvalidFileException {
        Problems problems = new Problems();
        List<RuleFile> rules = new ArrayList<>();
        Map<String, List<RuleCase>> casesOf = new TreeMap<>();
        for (RuleFile file : files) {
            String name = file.name().replace('\\', '/');
            int cases = name.indexOf(RuleCase.CASES);
            if (cases >= 0) {
                RuleCase read = RuleCase.read(name, file.text(), problems);
                casesOf.computeIfAbsent(name.substring(0, cases), unused -> new ArrayList<>())
                        .add(read);
            } else {
                rules.add(file);
            }
        }
        List<RuleFolder> folders = new ArrayList<>();
        for (RuleFile rule : rules) {
            YamlMapping yaml = YamlMapping.find(rule.name(), rule.text(), new Problems());
            if (yaml != null && yaml.has("kind")) {
                folders.add(folder(rule, yaml, casesOf, finished, problems));
            } else if (isNamedAsARule(rule)) {
                problems.add(
                        rule.name(),
                        1,
                        "it has no 'kind', so that it is no rule and judges nothing; expected kind: control or"
                                + " kind: sequence");
            }
        }
        casesOf.keySet()
                .forEach(left -> problems.add(
                        left + RuleCase.CASES,
                        1,
                        "there is no rule " + left + "/" + RuleCase.base(left) + ".yaml for these cases"));
        requireOthers(folders, problems);
        List<String> all = new ArrayList<>(problemsOf(rules));
        all.addAll(problems.found());
        if (!all.isEmpty()) {
            throw new InvalidFileException(all);
        }
        return folders;
    }

    /** Whether a file has the name of its folder, as rules do. */
    private static boolean isNamedAsARule(RuleFile file) {
        String name = file.name().replace('\\', '/');
        String folder = name.contains("/") ? RuleCase.base(name.substring(0, name.lastIndexOf('/'))) : "";
        return !folder.isEmpty() && name.endsWith('/' + folder + ".yaml");
    }

    /** A case may ask for other rules beside its own; they must be there. */
    private static void requireOthers(List<RuleFolder> folders, Problems problems) {
        List<String> ids = folders.stream().map(RuleFolder::id).toList();
        for (RuleFolder folder : folders) {
            for (RuleCase each : folder.cases()) {
                for (String other : each.with()) {
                    if (!ids.contains(other) || other.equals(folder.id())) {
                        problems.add(
                                each.name(),
                                1,
                                "'with' names '" + other + "', expected other rules of " + ids + "."
                                        + Problems.suggestion(other, ids));
                    }
                }
            }
        }
    }

    private static List<String> problemsOf(List<RuleFile> rules) {
        try {
            Catalog.of(rules);
            return List.of();
        } catch (InvalidFileException e) {
            return e.problems();
        }
    }

    private static RuleFolder folder(
            RuleFile rule, YamlMapping yaml, Map<String, List<RuleCase>> casesOf, boolean finished, Problems problems) {
        String name = rule.name().replace('\\', '/');
        String folder = name.contains("/") ? name.substring(0, name.lastIndexOf('/')) : "";
        String id = yaml.optionalText("id");
        if (id != null && !RuleCase.base(folder).equals(id)) {
            problems.add(
                    name,
                    yaml.valueLine("id"),
                    "rule '" + id + "' is in the folder '" + folder + "', expected one of its own, '" + id + "'");
        }
        List<RuleCase> cases = casesOf.remove(folder);
        List<RuleCase> found = cases == null ? List.of() : cases;
        for (boolean fires : new boolean[] {true, false}) {
            if (finished && found.stream().noneMatch(each -> each.fires() == fires)) {
                problems.add(
                        name,
                        1,
                        "no case says when the rule " + (fires ? "fires" : "stays silent") + "; add "
                                + (folder.isEmpty() ? "" : folder + "/") + "cases/" + (fires ? "fires" : "silent")
                                + "-*.yaml");
            }
        }
        return new RuleFolder(id == null ? "" : id, rule, found);
    }
}
