package io.contee.model;

/**
 * The policy for what may be lost.
 *
 * @param overflow {@code overflow}: the handling of output while the disk of a console's logs hangs
 * @param durability {@code durability}: the protection of output that is on its way when contee is killed
 */
public record LossPolicy(Overflow overflow, Durability durability) {

    /** Returns whether the two fit together: strict durability drops nothing. */
    public boolean isConsistent() {
        return durability == Durability.DEFAULT || overflow == Overflow.BLOCK;
    }
}
