package io.contee;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import io.contee.net.EventLoop;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Holds that what belongs to an event loop checks its caller's thread: each method that is not private calls {@link
 * EventLoop#requireOwner} itself.
 */
@AnalyzeClasses(packages = "io.contee", importOptions = DoNotIncludeTests.class)
class LoopOwnershipTest {

    /** The classes that belong to a loop, each with the methods that any thread or blocking work may call. */
    private static final Map<String, Set<String>> OWNED = Map.ofEntries(
            entry(
                    "ConsoleSession",
                    Set.of(
                            "start",
                            "requeue",
                            "locate",
                            "release",
                            "close",
                            "handOver",
                            "position",
                            "isClosed",
                            "reopenLogs",
                            "fault",
                            "counters",
                            "clients",
                            "sample")),
            entry("ConsoleClients", Set.of("attach", "session", "counters", "replays", "samples")),
            entry("SessionLogs", Set.of()),
            entry("SocketGuest", Set.of("logged")),
            entry("PtyGuest", Set.of("logged", "fault")),
            entry("GuestConnection", Set.of()),
            entry("LastTurns", Set.of()),
            entry("PtyDrain", Set.of("finish")),
            entry("PtyInput", Set.of("path")),
            entry("ConsoleAcceptor", Set.of("path")),
            entry("SocketClient", Set.of()),
            entry("ListenerClient", Set.of("type", "acquireLease", "releaseLease", "close")),
            entry("VirtlogdFollower", Set.of("logged")),
            entry("SpoolWatch", Set.of("run")),
            entry("FileWatch", Set.of()));

    @ArchTest
    static void eachMethodRequiresTheOwner(JavaClasses classes) {
        Set<String> unchecked = new TreeSet<>();
        Set<String> unused = new TreeSet<>();
        OWNED.forEach((name, free) -> {
            JavaClass owned = classes.stream()
                    .filter(type -> type.getSimpleName().equals(name))
                    .collect(Collectors.collectingAndThen(Collectors.toList(), found -> {
                        assertThat(found).as(name).hasSize(1);
                        return found.get(0);
                    }));
            for (JavaMethod method : owned.getMethods()) {
                if (mustRequireOwner(method) && !requiresOwner(method) && !free.contains(method.getName())) {
                    unchecked.add(name + "." + method.getName());
                }
            }
            free.stream()
                    .filter(method -> owned.getMethods().stream()
                            .noneMatch(own -> own.getName().equals(method) && !requiresOwner(own)))
                    .forEach(method -> unused.add(name + "." + method));
        });

        assertThat(unchecked).as("methods that do not call requireOwner()").isEmpty();
        assertThat(unused).as("exceptions without a use").isEmpty();
    }

    private static boolean mustRequireOwner(JavaMethod method) {
        Set<JavaModifier> modifiers = method.getModifiers();
        boolean isEmpty = method.getAccessesFromSelf().isEmpty();
        return !isEmpty
                && !modifiers.contains(JavaModifier.PRIVATE)
                && !modifiers.contains(JavaModifier.STATIC)
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    private static boolean requiresOwner(JavaMethod method) {
        return method.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(EventLoop.class)
                        && call.getName().equals("requireOwner"));
    }
}
