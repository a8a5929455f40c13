package io.countersign.launcher.rules;

import io.countersign.launcher.rules.CaseReport.Attempt;
import io.countersign.launcher.trial.Settled;
import io.countersign.launcher.trial.Trial;
import io.countersign.launcher.trial.TrialCluster;
import io.countersign.rules.catalog.RuleFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Puts cases through the operators that judge in production, in every way in which their records may arrive. */
final class CaseTrials {

    /** Larger jobs take longer a case: each task of a job is made known to all others of it. */
    private static final int CASES_A_JOB = 8;

    /** While some wait for their checkpoints, another judges. */
    private static final int JOBS_AT_ONCE = 3;

    private final List<RuleFolder> folders;
    private final long seed;

    /**
     * Of these rules.
     *
     * @param folders all rules that there are: a case may ask for others beside its own
     * @param seed what orders are drawn from
     */
    CaseTrials(List<RuleFolder> folders, long seed) {
        this.folders = List.copyOf(folders);
        this.seed = seed;
    }

    /** Tries cases; each is reported as soon as it and all before it are done. */
    void run(List<RuleCase> cases, Consumer<CaseReport> reports) throws Exception {
        // Each trial has two subtasks at most, and trials of one job share them.
        ExecutorService jobs = Executors.newFixedThreadPool(JOBS_AT_ONCE);
        try (TrialCluster cluster = TrialCluster.start(2 * JOBS_AT_ONCE)) {
            List<Future<List<CaseReport>>> batches = new ArrayList<>();
            for (int from = 0; from < cases.size(); from += CASES_A_JOB) {
                List<RuleCase> batch = cases.subList(from, Math.min(cases.size(), from + CASES_A_JOB));
                batches.add(jobs.submit(() -> run(batch, cluster)));
            }
            for (Future<List<CaseReport>> batch : batches) {
                batch.get().forEach(reports);
            }
        } finally {
            jobs.shutdownNow();
        }
    }

    private List<CaseReport> run(List<RuleCase> cases, TrialCluster cluster) throws Exception {
        List<Trial> trials = new ArrayList<>();
        for (RuleCase each : cases) {
            for (Perturbation perturbation : Perturbation.values()) {
                trials.add(perturbation.trial(each, rules(each), seed));
            }
        }
        Map<String, Settled> settled = new HashMap<>();
        Map<String, String> failed = new HashMap<>();
        run(trials, cluster, settled, failed);
        List<CaseReport> reports = new ArrayList<>();
        for (RuleCase each : cases) {
            List<Attempt> attempts = new ArrayList<>();
            for (Perturbation perturbation : Perturbation.values()) {
                String trial = perturbation.trialOf(each);
                Settled came = settled.get(trial);
                attempts.add(
                        came == null
                                ? Attempt.failed(perturbation, failed.getOrDefault(trial, "nobody knows why"))
                                : Attempt.of(perturbation, each, came));
            }
            reports.add(new CaseReport(each, attempts));
        }
        return reports;
    }

    /** The trials of one job fail together: halves of it tell whose fault it was. */
    private static void run(
            List<Trial> trials, TrialCluster cluster, Map<String, Settled> settled, Map<String, String> failed)
            throws Exception {
        try {
            settled.putAll(cluster.run(trials));
        } catch (ExecutionException e) {
            if (trials.size() == 1) {
                failed.put(trials.get(0).name(), String.valueOf(rootOf(e)));
            } else {
                int half = trials.size() / 2;
                run(trials.subList(0, half), cluster, settled, failed);
                run(trials.subList(half, trials.size()), cluster, settled, failed);
            }
        }
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private List<RuleFile> rules(RuleCase each) {
        return folders.stream()
                .filter(folder -> folder.id().equals(each.rule()) || each.with().contains(folder.id()))
                .map(RuleFolder::rule)
                .toList();
    }
}
