package io.contee.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ModerationTest {

    private static final int LINE = 80;
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
        moderation.read(guest, bytes, guest.watched);
    }

    /** Waits until the loop looks at those that rest, which give so much; returns how long that was. */
    private long look(int bytes, Guest... guests) {
        long wait = moderation.nanosToLook();
        now += wait;
        moderation.turnBegins();
        for (Guest guest : guests) {
            moderation.read(guest, bytes, guest.watched);
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
        for (int round = 0; round < 10; round++) {
            for (Guest guest : guests) {
                print(guest, LINE, 1, 50);
            }
        }
        assertThat(guests).allMatch(Guest::isResting);
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
        print(watched, LINE, 2, 10);
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
