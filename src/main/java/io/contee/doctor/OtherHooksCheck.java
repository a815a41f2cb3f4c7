package io.contee.doctor;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds other files that libvirt runs as hooks, old copies of contee's among them.
 *
 * @param hooks libvirt's hooks
 */
record OtherHooksCheck(HookDirectory hooks) implements Check {

    private static final Pattern LEFT_OVER =
            Pattern.compile("[.#].*|.*(~|#|\\.(bak|backup|orig|old|new|save|swp|tmp|dpkg-.*|rpm.*|ucf-.*))");

    @Override
    public String name() {
        return "other hooks";
    }

    @Override
    public List<Finding> examine() {
        Path contees = hooks.contees();
        List<Finding> findings = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Path hook : hooks.executables()) {
            String shown = OneLine.of(hook.toString());
            if (hook.equals(contees)) {
                continue;
            }
            if (isCopy(hook, contees)) {
                findings.add(warning(
                        shown + " is a copy of contee's hook, and runs too",
                        "each operation asks contee twice",
                        remedy(hook)));
            } else if (LEFT_OVER.matcher(hook.getFileName().toString()).matches()) {
                findings.add(warning(
                        shown + " looks like a left-over, and runs",
                        "libvirt runs every executable file in qemu.d, whatever its name",
                        remedy(hook)));
            } else {
                others.add(shown);
            }
        }
        if (findings.isEmpty()) {
            findings.add(ok(
                    others.isEmpty()
                            ? "libvirt runs no other hook for guests"
                            : "libvirt also runs " + others.stream().collect(Collectors.joining(", "))));
        }
        return findings;
    }

    private static String remedy(Path hook) {
        return "remove it, or: chmod -x " + ShellWord.of(hook.toString());
    }

    private static boolean isCopy(Path hook, Path contees) {
        try {
            return Files.exists(contees) && Files.mismatch(hook, contees) < 0;
        } catch (IOException e) {
            throw new ConteeException("cannot compare " + hook + ": " + ConteeException.reason(e), e);
        }
    }
}
