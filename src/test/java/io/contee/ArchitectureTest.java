package io.contee;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.contee.model.DaemonThread;
import java.net.UnixDomainSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;

/** Holds the arrows between the packages. */
@AnalyzeClasses(packages = "io.contee", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    /** Which packages each package may use. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            entry("model", Set.of()),
            entry("stats", Set.of("model")),
            entry("domainxml", Set.of("model")),
            entry("net", Set.of("model")),
            entry("log", Set.of("model", "stats")),
            entry("log.format", Set.of("model", "stats", "log")),
            entry("log.write", Set.of("model", "stats", "log", "log.format")),
            entry("log.read", Set.of("model", "stats", "log", "log.format")),
            entry("virtlog", Set.of("model", "net", "log", "log.format", "log.write", "log.read")),
            entry("broker", Set.of("model", "stats", "net", "log", "log.format", "log.write", "log.read", "virtlog")),
            entry("libvirt", Set.of("model", "domainxml", "net")),
            entry("config", Set.of("model", "net")),
            entry("hook", Set.of("model", "domainxml", "broker")),
            entry(
                    "manager",
                    Set.of(
                            "model",
                            "stats",
                            "domainxml",
                            "net",
                            "log",
                            "log.format",
                            "log.write",
                            "log.read",
                            "virtlog",
                            "broker",
                            "libvirt",
                            "config",
                            "hook")),
            entry("collect", Set.of("model", "log", "log.format", "log.write", "log.read", "libvirt", "config")),
            entry("metrics", Set.of("model", "stats", "manager")),
            entry(
                    "http",
                    Set.of(
                            "model",
                            "stats",
                            "net",
                            "log",
                            "log.format",
                            "log.read",
                            "config",
                            "manager",
                            "collect",
                            "metrics")),
            entry("doctor", Set.of("model", "domainxml", "net", "log", "libvirt", "config", "http")),
            entry("daemon", Set.of("model", "net", "config", "manager", "collect", "metrics", "http")),
            entry(
                    "cli",
                    Set.of(
                            "model",
                            "domainxml",
                            "net",
                            "log",
                            "log.format",
                            "log.read",
                            "libvirt",
                            "config",
                            "manager",
                            "collect",
                            "http",
                            "doctor",
                            "daemon")));

    @ArchTest
    static void arrowsPointOneWay(JavaClasses classes) {
        for (Map.Entry<String, Set<String>> arrow : ARROWS.entrySet()) {
            String[] others = ARROWS.keySet().stream()
                    .filter(name ->
                            !name.equals(arrow.getKey()) && !arrow.getValue().contains(name))
                    .map(ArchitectureTest::qualified)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(qualified(arrow.getKey()))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(classes);
        }
    }

    @ArchTest
    static void everyPackageHasItsArrows(JavaClasses classes) {
        assertThat(classes.stream().map(JavaClass::getPackageName).distinct().map(ArchitectureTest::shortName))
                .containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
    }

    @ArchTest
    static final ArchRule noCyclesBetweenLogPackages =
            slices().matching("io.contee.(log..)").should().beFreeOfCycles();

    private static String qualified(String name) {
        return "io.contee." + name;
    }

    private static String shortName(String name) {
        return name.substring("io.contee.".length());
    }

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.contee.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule unixSocketsAreOfNetOrOfJunixsocket =
            noClasses().should().dependOnClassesThat().areAssignableTo(UnixDomainSocketAddress.class);

    @ArchTest
    static final ArchRule threadsAreMadeInOnePlace = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(DaemonThread.class.getName())
            .should()
            .callConstructorWhere(target(owner(assignableTo(Thread.class))))
            .orShould()
            .callConstructorWhere(target(owner(assignableTo(Timer.class))))
            .orShould()
            .callMethod(Thread.class, "setDaemon", boolean.class)
            .orShould()
            .beAssignableTo(Thread.class)
            .orShould()
            .callCodeUnitWhere(executorWithoutFactory());

    /** Matches a call that makes an executor whose threads are the JDK's own. */
    private static DescribedPredicate<JavaCall<?>> executorWithoutFactory() {
        return describe("makes an executor without a factory of threads", call -> {
            JavaClass owner = call.getTargetOwner();
            boolean pool = owner.isAssignableTo(ThreadPoolExecutor.class)
                    && call.getName().equals(JavaConstructor.CONSTRUCTOR_NAME);
            boolean factoryMethod =
                    owner.isEquivalentTo(Executors.class) && call.getName().startsWith("new");
            return (pool || factoryMethod)
                    && call.getTarget().getRawParameterTypes().stream()
                            .noneMatch(type -> type.isEquivalentTo(ThreadFactory.class));
        });
    }

    @ArchTest
    static final ArchRule onlyCliExits = noClasses()
            .that()
            .resideOutsideOfPackage("io.contee.cli..")
            .should()
            .callMethod(System.class, "exit", int.class);
}
