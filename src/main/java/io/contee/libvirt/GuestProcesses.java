package io.contee.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The processes of guests on this host, which libvirt's pid files tell. Any thread may call it. */
public final class GuestProcesses {

    private static final Pattern RSS = Pattern.compile("(?m)^VmRSS:\\s*([0-9]{1,15}) kB$");
    private static final long KIB = 1024;

    private final Path pidDir;

    /** @param pidDir where libvirt has the pid file of each running domain */
    public GuestProcesses(Path pidDir) {
        this.pidDir = pidDir;
    }

    /** What the process of a domain has in memory, in bytes; empty if that cannot be seen. */
    public OptionalLong rss(String domain) {
        try {
            String pid = Files.readString(pidDir.resolve(domain + ".pid")).strip();
            Matcher rss = RSS.matcher(Files.readString(Path.of("/proc", pid, "status")));
            return rss.find() ? OptionalLong.of(Long.parseLong(rss.group(1)) * KIB) : OptionalLong.empty();
        } catch (IOException | InvalidPathException e) {
            return OptionalLong.empty();
        }
    }
}
