package io.contee.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.net.ClientSlots.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Clients get the descriptors that are not reserved for guests, and no more. */
class ClientSlotsTest {

    private final AtomicLong limit = new AtomicLong(1024);
    private final AtomicInteger consoles = new AtomicInteger();
    private final ClientSlots slots = new ClientSlots(limit::get, consoles::get, () -> 0);

    private List<Slot> takeAll() {
        List<Slot> taken = new ArrayList<>();
        for (Optional<Slot> slot = slots.reserve(1); slot.isPresent(); slot = slots.reserve(1)) {
            taken.add(slot.get());
        }
        return taken;
    }

    @Test
    void halfOfTheDescriptorsAreReserved() {
        assertThat(takeAll()).hasSize(512);
    }

    @Test
    void moreAreReservedForManyConsolesAndFewerThanAreThereForClients() {
        consoles.set(80);
        assertThat(slots.size())
                .isEqualTo(1024 - ClientSlots.OWN - ClientSlots.PER_CONSOLE * (80 + ClientSlots.SPARE_CONSOLES));
        consoles.set(200);
        assertThat(takeAll()).isEmpty();
    }

    @Test
    void aClosedSlotIsFreeOnce() {
        List<Slot> all = takeAll();
        all.get(0).close();
        all.get(0).close();
        assertThat(takeAll()).hasSize(1);
    }

    @Test
    void aClientThatNeedsTwoGetsBothOrNone() {
        List<Slot> all = takeAll();
        all.get(0).close();
        assertThat(slots.reserve(2)).isEmpty();
        all.get(1).close();
        assertThat(slots.reserve(2)).isPresent();
    }

    @Test
    void whoIsConnectedAlreadyCountsAlsoAboveTheLimit() {
        List<Slot> all = takeAll();
        slots.reserveAnyway(1);
        all.get(0).close();
        assertThat(slots.reserve(1)).isEmpty();
        assertThat(slots.used()).isEqualTo(512);
    }

    @Test
    void aLimitThatIsLoweredHoldsFromTheNextClientOn() {
        takeAll();
        limit.set(512);
        assertThat(slots.reserve(1)).isEmpty();
        assertThat(slots.size()).isEqualTo(256);
        assertThat(slots.refused()).isEqualTo(2);
    }
}
