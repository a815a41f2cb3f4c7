package io.contee.model;

import java.nio.file.Path;
import java.util.UUID;

/**
 * The names of all files and directories that contee keeps on a host, except pod logs, which are where Kubernetes has
 * them. Each nested record is one directory. Manuals, hooks and other programs rely on these names.
 */
public final class Layout {

    /** The ending of a log's name. */
    public static final String LOG = ".log";

    /** The ending of a log in VIC's entry format. */
    public static final String ENTRY_LOG = ".iolog";

    /** The ending of a socket that a guest connects to. */
    public static final String GUEST_SOCKET = ".guest";

    /** The ending of a socket that clients connect to. */
    public static final String CLIENT_SOCKET = ".client";

    private Layout() {}

    /**
     * The run directory, which is gone after a reboot.
     *
     * @param path {@code runDir} of the configuration
     */
    public record RunDir(Path path) {

        /** Returns the socket of the HTTP API, which the hook and the command line use. */
        public Path controlSocket() {
            return path.resolve("control.sock");
        }

        /** Returns the socket where the next contee asks this one to hand over its sessions. */
        public Path handoverSocket() {
            return path.resolve("handover.sock");
        }

        /** Returns the socket that the keeper listens on. */
        public Path keeperSocket() {
            return path.resolve("keeper.sock");
        }

        /** Returns the file that the contee which serves the directory has locked. */
        public Path lock() {
            return path.resolve("contee.lock");
        }

        /** Returns the directory that has a {@link SocketDir} for each domain that is served. */
        public Path consoles() {
            return path.resolve("consoles");
        }
    }

    /** A domain's directory of sockets, and of what the next process needs to resume its consoles. */
    public record SocketDir(Path path) {

        /** Returns the directory of a domain below that of all consoles. */
        public static SocketDir of(Path consoles, UUID domain) {
            return new SocketDir(consoles.resolve(domain.toString()));
        }

        /** Returns the socket that a console's guest connects to. */
        public Path guestSocket(String alias) {
            return path.resolve(alias + GUEST_SOCKET);
        }

        /** Returns the socket that a console's clients connect to. */
        public Path clientSocket(String alias) {
            return path.resolve(alias + CLIENT_SOCKET);
        }

        /** Returns the memory-mapped file with the progress of a console's session. */
        public Path page(String alias) {
            return path.resolve(alias + ".page");
        }

        /** Returns the file of a console's input that the next process will write to the guest. */
        public Path typed(String alias) {
            return path.resolve(alias + ".typed");
        }

        /** Returns the file with the attempt of the logs of the current run. */
        public Path attempt() {
            return path.resolve("attempt");
        }

        /** Returns the record of the consoles that are open. */
        public Path record() {
            return path.resolve("run.json");
        }

        /** Returns that record as earlier versions called it. */
        public Path formerRecord() {
            return path.resolve("consoles.json");
        }
    }

    /**
     * The directory of the logs that contee writes.
     *
     * @param path {@code logDir} of the configuration
     */
    public record LogDir(Path path) {

        /** Returns the default directory of the pod logs of domains without a pod's identity. */
        public Path pods() {
            return path.resolve("pods");
        }

        /** Returns the directory that has a {@link SpoolDir} for each domain in mode pty. */
        public Path spools() {
            return path.resolve(".pty");
        }

        /**
         * Returns the directory of a guest's logs. That of a guest that another one has replaced under its name is below
         * {@link #byUuid}.
         */
        public GuestDir guest(String name) {
            return new GuestDir(path.resolve(name));
        }

        /** Returns the directory of the guests that are found by their UUID alone. */
        public Path byUuid() {
            return path.resolve(".guests");
        }

        /** Returns the directory there of a guest's logs. */
        public GuestDir guest(UUID uuid) {
            return new GuestDir(byUuid().resolve(uuid.toString()));
        }
    }

    /** The directory of one guest's raw logs and events. */
    public record GuestDir(Path path) {

        /**
         * Returns the current file of a console's raw log.
         *
         * @param subDir the directory of the log's policy; empty for none
         */
        public Path rawLog(String subDir, String alias) {
            return path.resolve(subDir).resolve(alias + LOG);
        }

        /** Returns the current file of a console's log in VIC's entry format. */
        public Path entryLog(String subDir, String alias) {
            return path.resolve(subDir).resolve(alias + ENTRY_LOG);
        }

        /** Returns the log of what happened to the guest. */
        public Path events() {
            return path.resolve("events.jsonl");
        }

        /** Returns the index of the consoles that were served, and of their logs; it names the guest. */
        public Path index() {
            return path.resolve("consoles.json");
        }
    }

    /** A domain's directory of the logs that virtlogd writes for it, and of how far contee has read them. */
    public record SpoolDir(Path path) {

        /** Returns the directory of a domain below that of all spools. */
        public static SpoolDir of(Path spools, UUID domain) {
            return new SpoolDir(spools.resolve(domain.toString()));
        }

        /** Returns the file with the position up to which a console's spool has been read. */
        public Path position(String alias) {
            return path.resolve(alias + ".position");
        }

        /** Returns the mark that another domain writes to a spool, too. */
        public static Path foreignMark(Path spool) {
            return spool.resolveSibling(alias(spool) + ".foreign");
        }
    }

    /**
     * The directory of collected data.
     *
     * @param path {@code collect.dataDir} of the configuration
     */
    public record DataDir(Path path) {

        /** Returns the directory of a guest's windows. */
        public Path guest(String name) {
            return path.resolve(name);
        }

        /** Returns the record in a guest's directory of what was collected. */
        public static Path collected(Path guest) {
            return guest.resolve(".collected.json");
        }

        /** Returns the file with the time from which on logs are collected. */
        public Path begin() {
            return path.resolve(".begin");
        }

        /** Returns the file that the process which collects a kind of data has locked. */
        public Path lock(String kind) {
            return path.resolve("." + kind + ".lock");
        }

        /** Returns the table of memory figures. */
        public Path memory() {
            return path.resolve("mem-stats.csv");
        }
    }

    /** Returns the alias of the console that a log's current file is named after. */
    public static String alias(Path log) {
        String name = log.getFileName().toString();
        return name.endsWith(LOG) ? name.substring(0, name.length() - LOG.length()) : name;
    }

    /** Returns whether a file is the current file of one of contee's logs, by its name. */
    public static boolean isLog(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(LOG) || name.endsWith(ENTRY_LOG);
    }
}
