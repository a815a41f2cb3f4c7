package io.contee.cli;

import io.contee.manager.KeeperProcess;

/** Starts a {@link KeeperProcess}; contee does, not a user. */
public final class KeeperMain {

    private KeeperMain() {}

    /** Keeps descriptors for a contee. */
    public static void main(String[] args) throws InterruptedException {
        KeeperProcess.main(args[0]);
    }
}
