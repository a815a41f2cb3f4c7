package io.contee.doctor;

import io.contee.model.ByteSize;
import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks how much virtlogd keeps of a console in pty mode, whose output contee reads from there: its limits are the
 * host's, not a domain's.
 *
 * @param needed whether there is any console in pty mode
 * @param settings virtlogd's configuration, which may be missing
 */
record VirtlogdLimitsCheck(boolean needed, Path settings) implements Check {

    private static final long DEFAULT_SIZE = 2 << 20;
    private static final long DEFAULT_BACKUPS = 3;

    @Override
    public String name() {
        return "virtlogd's limits";
    }

    @Override
    public List<Finding> examine() {
        if (!needed) {
            return List.of(ok("not needed: no console is in pty mode"));
        }
        String text;
        try {
            text = Files.readString(settings, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            text = "";
        } catch (IOException e) {
            return List.of(unknown("cannot read " + settings + ": " + ConteeException.reason(e), "run it as root"));
        }
        long size = setting(text, "max_size", DEFAULT_SIZE);
        long backups = setting(text, "max_backups", DEFAULT_BACKUPS);
        if (size == 0) {
            return List.of(warning(
                    "virtlogd never rotates: max_size is 0 in " + settings,
                    "a guest in pty mode can fill the disk; contee deletes its file only when the guest has ended",
                    "set max_size = " + DEFAULT_SIZE + " there, and restart virtlogd: systemctl reload virtlogd"));
        }
        if (backups == 0) {
            return List.of(warning(
                    "virtlogd keeps no old file: max_backups is 0 in " + settings,
                    "what guests in pty mode print while contee is restarted may be lost",
                    "set max_backups = " + DEFAULT_BACKUPS
                            + " there, and restart virtlogd: systemctl reload virtlogd"));
        }
        return List.of(ok("virtlogd keeps the last " + new ByteSize(size * (backups + 1))
                + " of each console in pty mode for contee to read"));
    }

    private static long setting(String text, String key, long defaultValue) {
        Matcher setting =
                Pattern.compile("(?m)^\\s*" + key + "\\s*=\\s*([0-9]{1,18})").matcher(text);
        return setting.find() ? Long.parseLong(setting.group(1)) : defaultValue;
    }
}
