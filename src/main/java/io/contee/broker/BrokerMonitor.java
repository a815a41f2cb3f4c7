package io.contee.broker;

import io.contee.net.EventLoop;
import io.contee.stats.ConsoleFigures;
import io.contee.stats.LoopFigures;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The figures and the faults of a broker. Any thread may call it, and it waits neither for a loop nor, for long, for a
 * disk that hangs.
 */
public final class BrokerMonitor {

    /** The longest wait for the disk to report the sizes of logs. */
    private static final Duration DISK_LIMIT = Duration.ofSeconds(1);

    /** The time after which the disk of a console's logs counts as hanging. */
    private static final double HANG_SECONDS = 1;

    private final Supplier<Stream<DomainConsoles>> domains;
    private final List<LoopPulse> pulses;
    private final List<WritableDirectory> directories;
    private final LogSizes sizes = new LogSizes(DISK_LIMIT);

    BrokerMonitor(BrokerSettings settings, Supplier<Stream<DomainConsoles>> domains, List<EventLoop> loops) {
        this.domains = domains;
        this.directories = Stream.of(
                        settings.directories().logs().path(),
                        settings.directories().ownPodLogs(),
                        settings.directories().podLogs())
                .distinct()
                .map(directory -> new WritableDirectory(directory, DISK_LIMIT))
                .toList();
        this.pulses = IntStream.range(0, loops.size())
                .mapToObj(i -> new LoopPulse(Integer.toString(i), loops.get(i)))
                .toList();
    }

    private List<OpenConsole> open() {
        return domains.get()
                .sorted(DomainConsoles.BY_NAME)
                .flatMap(run -> run.consoles().stream())
                .toList();
    }

    /** Returns the figures of the consoles that are open now, by domain name; of each domain the primary one first. */
    public List<ConsoleFigures> consoles() {
        List<OpenConsole> consoles = open();
        sizes.refresh(consoles.stream()
                .flatMap(console -> console.logs().stream())
                .map(OpenLog::path)
                .collect(Collectors.toSet()));
        return consoles.stream().map(console -> console.figures(sizes)).toList();
    }

    /** Returns the figures of the event loops. */
    public List<LoopFigures> loops() {
        return pulses.stream().map(LoopPulse::figures).toList();
    }

    /** Returns the reasons why guests cannot reach their consoles, one line per console; none if all can. */
    public List<String> socketFaults() {
        List<String> faults = new ArrayList<>();
        domains.get().forEach(run -> faults.addAll(run.failures()));
        for (OpenConsole console : open()) {
            guestSocket(console.spec().place())
                    .filter(socket -> !Files.exists(socket, LinkOption.NOFOLLOW_LINKS))
                    .ifPresent(socket ->
                            faults.add(console.spec().id() + ": its socket " + socket + " is gone: restart contee"));
        }
        return List.copyOf(faults);
    }

    private static Optional<Path> guestSocket(GuestPlace place) {
        if (place instanceof GuestPlace.Socket own) {
            return Optional.of(own.path());
        }
        return place instanceof GuestPlace.SharedSocket shared ? Optional.of(shared.path()) : Optional.empty();
    }

    /**
     * Returns the reasons why logs cannot be written, one line per directory and log; none if all can, as far as known.
     */
    public List<String> logFaults() {
        List<String> faults = new ArrayList<>();
        directories.forEach(directory -> directory.fault().ifPresent(faults::add));
        for (OpenConsole console : open()) {
            double hangs = console.session().counters().diskHangs.presentSeconds();
            if (hangs > HANG_SECONDS) {
                faults.add(console.spec().id() + ": the disk of its logs hangs, for " + (long) hangs + " s so far");
            }
            console.session().fault().ifPresent(why -> faults.add(console.spec().id() + ": " + why));
            for (OpenLog log : console.logs()) {
                log.sink()
                        .fault()
                        .ifPresent(why -> faults.add(
                                console.spec().id() + ": " + log.sink().name() + ": " + why));
            }
        }
        return List.copyOf(faults);
    }
}
