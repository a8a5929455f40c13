package io.countersign.launcher.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.launcher.mutation.Mutant;
import io.countersign.launcher.mutation.RuleMutants;
import io.countersign.launcher.rules.CaseReport.Attempt;
import io.countersign.launcher.trial.Settled;
import io.countersign.launcher.trial.Trial;
import io.countersign.launcher.trial.TrialCluster;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.schemas.yaml.InvalidFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Puts the cases of a rule to its mutants. All mutants that live stand beside the rule itself in one topology a case, each
 * under an id of its own: rules do not see each other, and to add one costs far less than to start a topology.
 */
final class MutantTrials {

    /** The rule itself, which must come to what its cases say. */
    private static final String ORIGINAL = "countersign-original";

    private static final String MUTANT = "countersign-mutant-";

    /** Rules times cases of one job: more would be tried on mutants that the cases before have killed. */
    private static final int TRIED_A_JOB = 300;

    private final List<RuleFolder> folders;
    private final RuleFolder folder;
    private final TrialCluster cluster;
    private final List<Mutant> mutants;
    private final boolean isControl;

    /** The case that killed a mutant, by its place among the mutants. */
    private final Map<Integer, String> killers = new LinkedHashMap<>();

    private MutantTrials(List<RuleFolder> folders, RuleFolder folder, List<Mutant> mutants, TrialCluster cluster)
            throws InvalidFileException {
        this.folders = folders;
        this.folder = folder;
        this.mutants = mutants;
        this.cluster = cluster;
        isControl = Catalog.sequenceOf(folder.rule()) == null;
    }

    /**
     * What the cases of a rule make of its mutants.
     *
     * @param folders all rules that there are: a case may ask for others beside its own
     * @return the case that killed a mutant, by the mutant; those that survive are not there
     * @throws InvalidFileException if the rule itself does not pass a case: nothing can be told of its mutants then
     */
    static Map<Mutant, String> killers(
            List<RuleFolder> folders, RuleFolder folder, List<Mutant> mutants, TrialCluster cluster) throws Exception {
        MutantTrials trials = new MutantTrials(folders, folder, mutants, cluster);
        trials.run();
        Map<Mutant, String> killers = new LinkedHashMap<>();
        trials.killers.forEach((place, name) -> killers.put(mutants.get(place), name));
        return killers;
    }

    private void run() throws Exception {
        List<RuleCase> left = new ArrayList<>(likeliestFirst());
        while (!left.isEmpty() && killers.size() < mutants.size()) {
            List<Integer> alive = alive();
            int most = Math.max(1, TRIED_A_JOB / (alive.size() + 1));
            List<RuleCase> wave = left.subList(0, Math.min(left.size(), most));
            run(wave, alive);
            wave.clear();
        }
    }

    /** A case in which the rule fires and one in which it is silent kill most of what there is; others follow in turn. */
    private List<RuleCase> likeliestFirst() {
        List<RuleCase> firing = folder.cases().stream().filter(RuleCase::fires).toList();
        List<RuleCase> silent =
                folder.cases().stream().filter(each -> !each.fires()).toList();
        List<RuleCase> ordered = new ArrayList<>(folder.cases());
        ordered.sort(Comparator.comparing(each -> Math.max(firing.indexOf(each), silent.indexOf(each))));
        return ordered;
    }

    private List<Integer> alive() {
        List<Integer> alive = new ArrayList<>();
        for (int i = 0; i < mutants.size(); i++) {
            if (!killers.containsKey(i)) {
                alive.add(i);
            }
        }
        return alive;
    }

    private void run(List<RuleCase> cases, List<Integer> alive) throws Exception {
        List<Trial> trials = new ArrayList<>();
        for (RuleCase each : cases) {
            if (standsAlone(each)) {
                trials.add(trial(each, "", ORIGINAL));
                for (int i : alive) {
                    trials.add(trial(each, Integer.toString(i), MUTANT + i));
                }
            } else {
                List<String> ids = new ArrayList<>(List.of(ORIGINAL));
                alive.forEach(i -> ids.add(MUTANT + i));
                trials.add(trial(each, "", ids.toArray(String[]::new)));
            }
        }
        Map<String, Settled> settled;
        try {
            settled = cluster.run(trials);
        } catch (ExecutionException e) {
            divide(cases, alive, e);
            return;
        }
        for (RuleCase each : cases) {
            judge(each, alive, settled);
        }
    }

    /** The trials of one job fail together: halves of it tell whose fault it was. */
    private void divide(List<RuleCase> cases, List<Integer> alive, ExecutionException failure) throws Exception {
        if (cases.size() > 1) {
            run(cases.subList(0, cases.size() / 2), alive);
            run(cases.subList(cases.size() / 2, cases.size()), alive);
        } else if (alive.size() > 1) {
            run(cases, alive.subList(0, alive.size() / 2));
            run(cases, alive.subList(alive.size() / 2, alive.size()));
        } else if (alive.isEmpty()) {
            throw failure;
        } else {
            // Where the rule itself runs, it is the mutant that breaks the job, and nobody fails to notice that.
            run(cases, List.of());
            killers.putIfAbsent(alive.get(0), cases.get(0).name());
        }
    }

    /** A sequence may read the verdicts of a control, and would take those of its mutants for its own. */
    private boolean standsAlone(RuleCase each) {
        return !each.with().isEmpty() && isControl;
    }

    private Trial trial(RuleCase each, String suffix, String... ids) {
        List<RuleFile> rules = new ArrayList<>();
        boolean alone = standsAlone(each);
        for (String id : ids) {
            String known = alone ? folder.id() : id;
            rules.add(
                    id.equals(ORIGINAL)
                            ? RuleMutants.original(folder.rule(), known)
                            : mutants.get(Integer.parseInt(id.substring(MUTANT.length())))
                                    .file(known));
        }
        folders.stream().filter(other -> each.with().contains(other.id())).forEach(other -> rules.add(other.rule()));
        Trial trial = Perturbation.AS_WRITTEN.trial(each, rules, 0);
        return new Trial(trial.name() + suffix, rules, trial.settings(), trial.inputs(), 1, 0);
    }

    private void judge(RuleCase each, List<Integer> alive, Map<String, Settled> settled) throws InvalidFileException {
        String trial = Perturbation.AS_WRITTEN.trialOf(each);
        if (!passes(each, ORIGINAL, settled.get(trial))) {
            throw new InvalidFileException(List.of(each.name()
                    + ":1: the rule itself does not come to what this case says; see 'countersign rules test'"));
        }
        for (int i : alive) {
            if (!passes(each, MUTANT + i, settled.get(standsAlone(each) ? trial + i : trial))) {
                killers.putIfAbsent(i, each.name());
            }
        }
    }

    private boolean passes(RuleCase each, String id, @Nullable Settled settled) {
        if (settled == null) {
            return false;
        }
        Settled own = standsAlone(each)
                ? settled
                : new Settled(
                        as(folder.id(), id, "control", settled.verdicts()),
                        as(folder.id(), id, "sequence", settled.matches()));
        return Attempt.of(Perturbation.AS_WRITTEN, each, own).passes();
    }

    /** What one of the rules came to, under the id that the case knows it by, and what others came to that are no mutants. */
    private static List<JsonNode> as(String rule, String id, String member, List<JsonNode> lines) {
        List<JsonNode> own = new ArrayList<>();
        for (JsonNode line : lines) {
            String of = line.path(member).asText();
            if (of.equals(id)) {
                own.add(((ObjectNode) line.deepCopy()).put(member, rule));
            } else if (!of.equals(ORIGINAL) && !of.startsWith(MUTANT)) {
                own.add(line);
            }
        }
        return own;
    }
}
