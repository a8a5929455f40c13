package io.countersign.launcher;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.countersign.detection.DetectionJob;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.NullMarked;

/** The walls of the house, of which this module's class path sees all. */
@AnalyzeClasses(
        packages = "io.countersign",
        importOptions = {ImportOption.DoNotIncludeTests.class, HouseLawsTest.NoTestJars.class})
class HouseLawsTest {

    /** Leaves out what other modules lend to tests, as classes of theirs or as a jar. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/") && !location.contains("-tests.jar");
        }
    }

    private static final String SCHEMAS = "io.countersign.schemas..";
    private static final String RULES = "io.countersign.rules..";
    private static final String DETECTION = "io.countersign.detection..";
    /** What only the few events see that a sequence can use, and what only rule files do. */
    private static final String TREES_OF_THE_FEW =
            "io\\.countersign\\.rules\\.(expression\\.(Members|EventExpression)|sequence\\.SequenceEvent|catalog\\.Logic)";

    private static final String INGEST = "io.countersign.detection.ingest..";
    private static final String JUDGE = "io.countersign.detection.judge..";
    private static final String CORRELATE = "io.countersign.detection.correlate..";
    private static final String EVIDENCE = "io.countersign.detection.evidence..";
    private static final String PUBLISH = "io.countersign.detection.publish..";
    private static final String SETTINGS = "io.countersign.detection.settings..";
    private static final String STARTUP = "io.countersign.detection.startup..";
    private static final String LAUNCHER = "io.countersign.launcher..";

    private static final Set<String> CLOCK_READINGS = Set.of(
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.Math.random");

    @ArchTest
    static final ArchRule SCHEMAS_SEE_NO_OTHER_MODULE = noClasses()
            .that()
            .resideInAPackage(SCHEMAS)
            .should()
            .dependOnClassesThat(resideInAPackage("io.countersign..").and(resideOutsideOfPackages(SCHEMAS)))
            .because("what flows is a contract with others, and must not follow what we do with it");

    @ArchTest
    static final ArchRule RULES_SEE_SCHEMAS_ONLY = noClasses()
            .that()
            .resideInAPackage(RULES)
            .should()
            .dependOnClassesThat(resideInAPackage("io.countersign..").and(resideOutsideOfPackages(SCHEMAS, RULES)))
            .because("what a verdict means must not depend on what runs it");

    @ArchTest
    static final ArchRule NO_JOB_SEES_THE_LAUNCHER = noClasses()
            .that()
            .resideOutsideOfPackage(LAUNCHER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(LAUNCHER)
            .because("the job runs on clusters to which the launcher is never brought");

    @ArchTest
    static final ArchRule SCHEMAS_AND_RULES_KNOW_NO_ENGINE = noClasses()
            .that()
            .resideInAnyPackage(SCHEMAS, RULES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..")
            .because("an auditor re-performs verdicts with them alone");

    @ArchTest
    static final ArchRule NO_JSON_TREE_FROM_BYTES_TO_VERDICT = noClasses()
            .that()
            .resideInAnyPackage(SCHEMAS, RULES, DETECTION)
            .and()
            .haveNameNotMatching(TREES_OF_THE_FEW)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml.jackson.databind..", "org.apache.flink.shaded.jackson2..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("com.fasterxml.jackson.core.TreeNode")
            .because("a tree of objects for each event costs more than all that is done with it: JSON is read as tokens"
                    + " and written as bytes");

    @ArchTest
    static final ArchRule SCHEMAS_AND_RULES_KNOW_NO_CLOCK_AND_NO_CHANCE = noClasses()
            .that()
            .resideInAnyPackage(SCHEMAS, RULES)
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are a clock or chance",
                    each -> each.isAssignableTo(Clock.class)
                            || each.isAssignableTo(Random.class)
                            || each.isEquivalentTo(UUID.class)))
            .orShould(readAClock())
            .because("neither may reach a verdict (S1.1)");

    @ArchTest
    static final ArchRule DETECTION_IS_GIVEN_ITS_CLOCK = noClasses()
            .that()
            .resideInAPackage(DETECTION)
            .should(readAClock())
            .because("time is event time, or a clock that a test can hold");

    @ArchTest
    static final ArchRule ONLY_INGEST_AND_PUBLISH_KNOW_CONNECTORS = noClasses()
            .that()
            .resideOutsideOfPackages(INGEST, PUBLISH)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.flink.connector..")
            .because("what is between them must run over any edges: files, tests, another broker");

    @ArchTest
    static final ArchRule ONLY_EDGES_KNOW_KAFKA = noClasses()
            .that()
            .resideOutsideOfPackages(
                    INGEST,
                    PUBLISH,
                    STARTUP,
                    "io.countersign.launcher.broker..",
                    "io.countersign.launcher.demo..",
                    "io.countersign.launcher.reconcile..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "kafka..")
            .because(
                    "beside what reads and writes only the guard at the start, the demo and what checks topics need it");

    @ArchTest
    static final ArchRule ONLY_THE_JOB_READS_SETTINGS = noClasses()
            .that()
            .resideInAPackage(DETECTION)
            .and()
            .resideOutsideOfPackage(SETTINGS)
            .and()
            .doNotBelongToAnyOf(DetectionJob.class)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(SETTINGS)
            .because("everything else is told what it needs, and can be used without a settings file");

    @ArchTest
    static final ArchRule INGEST_COMES_FIRST = noClasses()
            .that()
            .resideInAPackage(INGEST)
            .should()
            .dependOnClassesThat(resideInAPackage(DETECTION).and(resideOutsideOfPackages(INGEST)))
            .because("detection flows from ingest to judge to correlate to evidence to publish");

    @ArchTest
    static final ArchRule JUDGE_COMES_SECOND = noClasses()
            .that()
            .resideInAPackage(JUDGE)
            .should()
            .dependOnClassesThat(resideInAPackage(DETECTION).and(resideOutsideOfPackages(INGEST, JUDGE)))
            .because("detection flows from ingest to judge to correlate to evidence to publish");

    @ArchTest
    static final ArchRule CORRELATE_COMES_THIRD = noClasses()
            .that()
            .resideInAPackage(CORRELATE)
            .should()
            .dependOnClassesThat(resideInAPackage(DETECTION).and(resideOutsideOfPackages(INGEST, JUDGE, CORRELATE)))
            .because("detection flows from ingest to judge to correlate to evidence to publish");

    @ArchTest
    static final ArchRule EVIDENCE_COMES_FOURTH = noClasses()
            .that()
            .resideInAPackage(EVIDENCE)
            .should()
            .dependOnClassesThat(
                    resideInAPackage(DETECTION).and(resideOutsideOfPackages(INGEST, JUDGE, CORRELATE, EVIDENCE)))
            .because("detection flows from ingest to judge to correlate to evidence to publish");

    @ArchTest
    static final ArchRule THE_EVIDENCE_MODULE_SEES_SCHEMAS_ONLY = noClasses()
            .that()
            .resideInAPackage("io.countersign.evidence..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.countersign..")
                    .and(resideOutsideOfPackages(SCHEMAS, "io.countersign.evidence..")))
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..")
            .because("an auditor runs it alone");

    @ArchTest
    static final ArchRule PUBLISH_COMES_FIFTH = noClasses()
            .that()
            .resideInAPackage(PUBLISH)
            .should()
            .dependOnClassesThat(resideInAPackage(DETECTION)
                    .and(resideOutsideOfPackages(INGEST, JUDGE, CORRELATE, EVIDENCE, PUBLISH)))
            .because("detection flows from ingest to judge to correlate to evidence to publish");

    @ArchTest
    static final ArchRule THE_SCENARIO_CANNOT_SEE_HOW_IT_IS_JUDGED = noClasses()
            .that()
            .resideInAPackage("io.countersign.launcher.scenario..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(RULES, DETECTION))
            .because("what was planted is only a proof if it does not come from what finds it");

    @ArchTest
    static final ArchRule NO_PACKAGES_DEPEND_ON_EACH_OTHER = slices().matching("io.countersign.(**)")
            .should()
            .beFreeOfCycles()
            .because("what cannot be understood apart is one thing, and should be one package");

    @ArchTest
    static final ArchRule NOTHING_IS_CALLED_AFTER_NOTHING = noClasses()
            .should()
            .haveNameMatching(".*(Utils?|Helpers?|Managers?|Common)(\\$.*)?")
            .because("such a name says that the class belongs nowhere");

    @ArchTest
    static final ArchRule NO_PACKAGE_IS_A_LUMBER_ROOM = noClasses()
            .should()
            .resideInAnyPackage(
                    "..common..", "..util..", "..utils..", "..helper..", "..helpers..", "..manager..", "..misc..")
            .because("nobody knows what is in such a room");

    @ArchTest
    static final ArchRule EVERY_PACKAGE_SAYS_WHAT_MAY_BE_ABSENT =
            classes().should(resideInANullMarkedPackage()).because("NullAway checks marked packages only");

    @ArchTest
    static final ArchRule NO_FIELD_IS_OPTIONAL = noFields()
            .should()
            .haveRawType(Optional.class)
            .because("a component that may be absent is @Nullable, and Flink would hand an Optional to Kryo");

    private static ArchCondition<JavaClass> readAClock() {
        return callMethodWhere(DescribedPredicate.<JavaMethodCall>describe(
                "it reads a clock or draws by chance",
                call -> CLOCK_READINGS.contains(
                        call.getTargetOwner().getName() + "." + call.getTarget().getName())));
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package that is @NullMarked") {
            @Override
            public void check(JavaClass each, ConditionEvents events) {
                events.add(new SimpleConditionEvent(
                        each,
                        each.getPackage().isAnnotatedWith(NullMarked.class),
                        each.getPackageName() + ", where " + each.getSimpleName() + " is, has no @NullMarked"));
            }
        };
    }
}
