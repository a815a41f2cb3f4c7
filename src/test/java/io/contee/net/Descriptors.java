package io.contee.net;

import java.io.IOException;
import java.util.List;
import java.util.function.ToIntFunction;

/** Gets descriptors of a certain number: the kernel gives the lowest that is free, and others may have freed lower ones. */
final class Descriptors {

    private Descriptors() {}

    interface Opening<T> {
        T open() throws IOException;
    }

    /**
     * Opens things until one has a descriptor that was just freed.
     *
     * @param opened takes all of them, to be closed
     */
    static <T> T reopen(int freed, Opening<T> opening, ToIntFunction<T> descriptor, List<? super T> opened)
            throws IOException {
        while (true) {
            T next = opening.open();
            opened.add(next);
            if (descriptor.applyAsInt(next) == freed) {
                return next;
            }
            if (descriptor.applyAsInt(next) > freed) {
                throw new AssertionError("descriptor " + freed + " was not free");
            }
        }
    }
}
