package io.countersign.launcher.reconcile;

import io.countersign.detection.DetectionJob;
import io.countersign.detection.judge.Finding;
import io.countersign.detection.publish.ExceptionMessages;
import io.countersign.detection.publish.VerdictMessages;
import io.countersign.detection.settings.DetectionSettings;
import io.countersign.evidence.log.EvidenceLogException;
import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.note.InvalidNoteException;
import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.launcher.run.SettingsOptions;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code countersign evidence reconcile}: what consumers were told, held against what the evidence says. */
@Command(
        name = "reconcile",
        description = "Holds the verdicts and exceptions topics against the evidence, and can tell consumers what they"
                + " were not told. Use it while the job is stopped: a running one writes to both.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = ReconcileCommand.UNUSABLE,
        exitCodeOnExecutionException = ReconcileCommand.UNUSABLE,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:RECONCILED, the topics tell what the evidence says",
            "30:DIVERGED, a topic says something else under the same id, or something the evidence does not have",
            "40:INVALID, the evidence is damaged or signed by another key",
            "50:INCOMPLETE, a topic lacks what the evidence has",
            "60:bad usage, or the evidence, the settings or the broker cannot be read"
        })
public final class ReconcileCommand implements Callable<Integer> {

    static final int UNUSABLE = 60;

    private static final int DIVERGED = 30;
    private static final int INVALID = 40;
    private static final int INCOMPLETE = 50;
    private static final int MOST_LINES = 100;

    @Parameters(index = "0", paramLabel = "DIR", description = "The directory of the evidence log.")
    private Path directory = Path.of(".");

    @Mixin
    private SettingsOptions given;

    @Option(
            names = "--vkey",
            paramLabel = "KEY",
            description = "The key that signs for the log, as init printed it. May be repeated. Without it, whoever"
                    + " signed is believed.")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "INSTANT",
            description = "Only findings of actions at or after it, for topics that no longer keep what is older.")
    private Instant since = Instant.EPOCH;

    @Option(
            names = "--republish",
            description = "Writes to the topics what they lack, in one transaction: the same bytes that the job wrote.")
    private boolean republish;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public ReconcileCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        try {
            DetectionSettings settings = given.loadWithoutEvidence();
            PosixStorage storage = new PosixStorage(directory);
            ExpectedFindings expected =
                    new ExpectedFindings(storage, EvidenceReader.open(storage, verifierKeys()), since);
            return run(expected, new FindingTopics(settings.kafka(), settings.topics()));
        } catch (InvalidFileException e) {
            e.problems().forEach(err::println);
            return UNUSABLE;
        } catch (EvidenceLogException e) {
            err.println(Shown.text(String.valueOf(e.getMessage())));
            return INVALID;
        } catch (IOException | KafkaException e) {
            err.println(Shown.text("cannot be read: " + e));
            return UNUSABLE;
        }
    }

    private VerifierKey[] verifierKeys() {
        List<VerifierKey> parsed = new ArrayList<>();
        for (String key : keys) {
            try {
                parsed.add(VerifierKey.parse(key));
            } catch (InvalidNoteException e) {
                throw new ParameterException(
                        spec.commandLine(), "--vkey: " + Shown.text(String.valueOf(e.getMessage())));
            }
        }
        return parsed.toArray(new VerifierKey[0]);
    }

    private int run(ExpectedFindings expected, FindingTopics topics) throws IOException {
        Reconciliation before = compare(expected, topics);
        if (republish && before.lacksAnything()) {
            republish(before, expected, topics);
            return say(compare(expected, topics));
        }
        return say(before);
    }

    private Reconciliation compare(ExpectedFindings expected, FindingTopics topics) throws IOException {
        Reconciliation reconciliation = new Reconciliation(since);
        expected.forEach(reconciliation::expect);
        topics.read(reconciliation::verdict, reconciliation::exception);
        return reconciliation;
    }

    private void republish(Reconciliation lacking, ExpectedFindings expected, FindingTopics topics) throws IOException {
        Set<VerdictRevision> verdicts = lacking.missingFromVerdicts();
        Set<VerdictRevision> exceptions = lacking.missingFromExceptions();
        Set<VerdictRevision> all = new HashSet<>(verdicts);
        all.addAll(exceptions);
        List<Finding> findings = expected.findings(all);
        topics.write(
                findings.stream()
                        .filter(each -> verdicts.contains(VerdictRevision.of(each.verdict())))
                        .toList(),
                new VerdictMessages(topics.verdicts())::message,
                findings.stream()
                        .filter(each -> exceptions.contains(VerdictRevision.of(each.verdict())))
                        .toList(),
                new ExceptionMessages(topics.exceptions(), DetectionJob.VERSION)::message);
        print("Written again: " + verdicts.size() + " to " + topics.verdicts() + ", " + exceptions.size() + " to "
                + topics.exceptions());
    }

    private int say(Reconciliation found) {
        boolean lacks = found.lacksAnything();
        boolean diverged = !found.unknown().isEmpty() || !found.different().isEmpty();
        print((diverged ? "DIVERGED" : lacks ? "INCOMPLETE" : "RECONCILED") + ": the evidence has " + found.expected()
                + " revisions of verdicts");
        list("MISSING from the verdicts topic", found.missingFromVerdicts());
        list("MISSING from the exceptions topic", found.missingFromExceptions());
        list("UNKNOWN to the evidence, but told by a topic", found.unknown());
        list("DIFFERENT in a topic", found.different());
        if (found.repeated() > 0) {
            print(found.repeated() + " messages repeat what was told before, which changes nothing");
        }
        if (lacks && !diverged && !republish) {
            print("Consumers were not told of these; --republish tells them.");
        }
        return diverged ? DIVERGED : lacks ? INCOMPLETE : 0;
    }

    private void list(String what, Set<VerdictRevision> keys) {
        if (keys.isEmpty()) {
            return;
        }
        print(what + ": " + keys.size());
        int shown = 0;
        for (VerdictRevision key : keys) {
            if (shown++ == MOST_LINES) {
                print("  and " + (keys.size() - MOST_LINES) + " more");
                return;
            }
            print("  " + key.id() + " revision " + key.revision());
        }
    }

    private void print(@Nullable String line) {
        spec.commandLine().getOut().println(Shown.text(String.valueOf(line)));
        spec.commandLine().getOut().flush();
    }
}
