package io.contee.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModerationTest {

    private static final int LINE = 80;
    private static final int SOCKET_WRITES = 278;
    private static final int SOME_LINES = 60 * LINE;
    private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONGEST_UNWATCHED = TimeUnit.MILLISECONDS.toNanos(20);

    private long now = 1_000_000_000;
    private final Moderation moderation = new Moderation(() -> now);

    private static final class Guest extends Moderation.Source {

        private boolean watched = true;
        private boolean rests;

        @Override
        boolean isResting() {
            return rests;
        }

        @Override
        void setResting(boolean wanted) {
            assertThat(wanted).isNotEqualTo(rests);
            rests = wanted;
        }
    }

    /** Reads again and again, with so many microseconds between. */
    private void print(Guest guest, int bytes, int times, int micros) {
        for (int i = 0; i < times; i++) {
            now += TimeUnit.MICROSECONDS.toNanos(micros);
            read(guest, bytes);
        }
    }

    private void read(Guest guest, int bytes) {
        moderation.turnBegins();
        moderation.read(guest, bytes, bytes, guest.watched);
    }

    /** Waits until the loop looks at those that rest, which give so much; returns how long that was. */
    private long look(int bytes, Guest... guests) {
        long wait = moderation.nanosToLook();
        now += wait;
        moderation.turnBegins();
        for (Guest guest : guests) {
            moderation.read(guest, bytes, bytes, guest.watched);
        }
        moderation.looked();
        return wait;
    }

    private Guest[] unwatchedGuests() {
        Guest[] guests = {new Guest(), new Guest(), new Guest(), new Guest()};
        for (int i = 0; i < 2000; i++) {
            for (Guest guest : guests) {
                guest.watched = false;
                print(guest, LINE, 1, 10);
            }
        }
        assertThat(lookAgainAndAgain(guests)).isEqualTo(LONGEST_UNWATCHED);
        return guests;
    }

    /** Returns how long the last time was. */
    private long lookAgainAndAgain(Guest... guests) {
        for (int i = 0; i < 50; i++) {
            look(SOME_LINES, guests);
        }
        return look(SOME_LINES, guests);
    }

    private Guest busyGuest() {
        Guest guest = new Guest();
        print(guest, LINE, 2000, 10);
        assertThat(guest.rests).as("the guest rests").isTrue();
        return guest;
    }

    @Test
    void aLoopThatIsSeldomWokenModeratesNothing() {
        Guest guest = new Guest();
        print(guest, 1, 10_000, 200);
        assertThat(guest.rests).isFalse();
        assertThat(moderation.isActive()).isFalse();
    }

    @Test
    void aGuestThatPrintsLineByLineWithoutEndRests() {
        busyGuest();
        assertThat(moderation.isActive()).isTrue();
        assertThat(moderation.nanosToLook()).isLessThanOrEqualTo(LONGEST);
    }

    @Test
    void theFirstByteAfterSilenceComesAtOnceThoughTheLoopIsBusy() {
        Guest silent = new Guest();
        read(silent, 1);
        busyGuest();
        read(silent, 1);
        assertThat(silent.rests).isFalse();
        print(silent, 1, 1, 100);
        assertThat(silent.rests).as("a stream rests").isTrue();
    }

    @Test
    void manyGuestsThatPrintSeldomRestTogether() {
        Guest[] guests = new Guest[100];
        for (int i = 0; i < guests.length; i++) {
            guests[i] = new Guest();
        }
        for (int round = 0; round < 40; round++) {
            for (Guest guest : guests) {
                print(guest, LINE, 1, 50);
            }
        }
        assertThat(Arrays.stream(guests).filter(Guest::isResting).count()).isEqualTo(guests.length);
    }

    @Test
    void largePiecesAreNotModerated() {
        Guest guest = new Guest();
        print(guest, 64 << 10, 10_000, 10);
        assertThat(guest.rests).isFalse();
    }

    @Test
    void aRestingGuestThatFillsTheReadersBufferRestsNoMore() {
        Guest guest = busyGuest();
        look(EventLoop.SCRATCH_BYTES, guest);
        assertThat(guest.rests).isFalse();
    }

    @Test
    void theLoopLooksMoreOftenWhereTheKernelsBufferFills() {
        Guest guest = busyGuest();
        for (int i = 0; i < 20; i++) {
            look(24 << 10, guest);
        }
        assertThat(look(24 << 10, guest)).isEqualTo(TimeUnit.MICROSECONDS.toNanos(80));
        for (int i = 0; i < 20; i++) {
            look(LINE, guest);
        }
        assertThat(look(LINE, guest)).isEqualTo(LONGEST);
    }

    /** A loop that serves one guest, which writes so many bytes at once and waits while its socket is full. */
    private final class Simulation {

        private static final long WAKE_NANOS = 15_000;

        private final Guest guest = new Guest();
        private final int bytesPerWrite;
        private final long writeNanos;
        private long nextWrite = now;
        private int writes;
        private long waited;
        private int reads;

        Simulation(int bytesPerWrite, int bytesPerSecond) {
            this.bytesPerWrite = bytesPerWrite;
            this.writeNanos = TimeUnit.SECONDS.toNanos(bytesPerWrite) / bytesPerSecond;
        }

        void run(Duration duration) {
            long end = now + duration.toNanos();
            while (now < end) {
                waitUntil(guest.rests ? now + Math.max(moderation.nanosToLook(), 0) : Math.max(now, nextWrite));
                now += WAKE_NANOS;
                waitUntil(now);
                moderation.turnBegins();
                if (writes > 0) {
                    boolean looks = guest.rests;
                    moderation.read(guest, writes * bytesPerWrite, bytesPerWrite * (looks ? writes : 1), guest.watched);
                    writes = 0;
                    reads++;
                }
                if (moderation.isActive()) {
                    moderation.looked();
                }
            }
        }

        private void waitUntil(long time) {
            now = time;
            while (nextWrite <= now && writes < SOCKET_WRITES) {
                writes++;
                nextWrite += writeNanos;
            }
            if (nextWrite <= now) {
                waited += now - nextWrite;
                nextWrite = now;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 960",
        "1, 11520",
        "1, 50000",
        "1, 100000",
        "1, 300000",
        "16, 11520",
        "16, 200000",
        "16, 1000000",
        "80, 11520",
        "80, 1000000",
        "80, 20000000"
    })
    void noGuestWaitsForALookHoweverSmallItsWritesAre(int bytesPerWrite, int bytesPerSecond) {
        for (boolean watched : new boolean[] {false, true}) {
            Simulation simulation = new Simulation(bytesPerWrite, bytesPerSecond);
            simulation.guest.watched = watched;
            simulation.run(Duration.ofSeconds(2));
            assertThat(simulation.waited).as("nanoseconds of 2 s").isLessThan(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 11520, 4000", "1, 300000, 14000", "80, 16000, 1000", "80, 1000000, 4000"})
    void whatIsPrintedInSmallPiecesIsReadInFewer(int bytesPerWrite, int bytesPerSecond, int atMost) {
        Simulation simulation = new Simulation(bytesPerWrite, bytesPerSecond);
        simulation.guest.watched = false;
        simulation.run(Duration.ofSeconds(2));
        assertThat(simulation.reads).isLessThan(atMost);
    }

    @Test
    void aGuestDoesNotRestBeforeItIsKnownWhetherItWritesByteByByte() {
        busyGuest();
        Guest lines = new Guest();
        print(lines, LINE, 31, 10);
        assertThat(lines.rests).isFalse();
        assertThat(lines.isSingleBytes()).isTrue();
        print(lines, LINE, 1, 10);
        assertThat(lines.rests).isTrue();
        assertThat(lines.isSingleBytes()).isFalse();
        look(3, lines);
        assertThat(lines.rests).as("rests though it may write byte by byte").isFalse();
    }

    @Test
    void aGuestThatWritesByteByByteIsLookedAtSoonThoughOthersRestForLong() {
        unwatchedGuests();
        Guest guest = new Guest();
        guest.watched = false;
        print(guest, 1, 2, 10);
        assertThat(guest.rests).isTrue();
        assertThat(moderation.nanosToLook()).isLessThan(TimeUnit.MILLISECONDS.toNanos(1));
    }

    @Test
    void guestsThatNobodyWatchesAreLookedAtLessOftenUntilSomeoneDoes() {
        Guest[] guests = unwatchedGuests();
        guests[1].watched = true;
        look(SOME_LINES, guests);
        assertThat(lookAgainAndAgain(guests)).isEqualTo(LONGEST);
        guests[1].watched = false;
        assertThat(lookAgainAndAgain(guests)).isEqualTo(LONGEST_UNWATCHED);
    }

    @Test
    void aWatchedGuestDoesNotWaitForOthersThatNobodyWatches() {
        unwatchedGuests();
        Guest watched = new Guest();
        print(watched, LINE, 33, 10);
        assertThat(watched.rests).isTrue();
        assertThat(moderation.nanosToLook()).isLessThanOrEqualTo(LONGEST);
    }

    @Test
    void guestsThatNobodyWatchesAreLookedAtOftenAtOnceWhereABufferFills() {
        Guest[] guests = unwatchedGuests();
        look(24 << 10, guests);
        assertThat(look(24 << 10, guests)).isLessThan(LONGEST);
    }

    @Test
    void aGuestThatFallsSilentRestsNoMore() {
        Guest guest = busyGuest();
        Guest other = busyGuest();
        for (int i = 0; i < 30; i++) {
            look(16 << 10, other);
        }
        assertThat(guest.rests).isFalse();
        assertThat(other.rests).isTrue();
    }

    @Test
    void nobodyRestsOnceTheLoopIsNotBusyAnyMore() {
        Guest guest = busyGuest();
        for (int i = 0; i < 30; i++) {
            look(1, guest);
        }
        assertThat(guest.rests).isFalse();
        assertThat(moderation.isActive()).isFalse();
    }

    @Test
    void aGuestThatHasGoneIsForgotten() {
        Guest guest = busyGuest();
        moderation.forget(guest);
        assertThat(moderation.isActive()).isFalse();
    }
}
