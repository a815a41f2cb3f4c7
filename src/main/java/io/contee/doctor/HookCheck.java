package io.contee.doctor;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks whether libvirt can run contee's hook, and it is that of this version.
 *
 * @param hooks libvirt's hooks
 * @param shipped the text of this version's hook
 * @param searchPath where commands are looked for
 */
record HookCheck(HookDirectory hooks, String shipped, List<Path> searchPath) implements Check {

    private static final String INSTALL = "as root run libvirt-hooks/install";
    private static final Pattern INTERPRETER = Pattern.compile("\\A#![ \t]*(/[^\\s\\x00]*)");
    private static final List<String> NEEDED = List.of("perl", "timeout", "id");

    @Override
    public String name() {
        return "hook";
    }

    @Override
    public List<Finding> examine() {
        Path hook = hooks.contees();
        if (!Files.isRegularFile(hook)) {
            return List.of(problem(
                    "there is no hook " + hook,
                    "contee hears of a guest's start only after it, so what the guest prints first may be lost, and"
                            + " CONTEE_HOOK_POLICY=enforce refuses nothing",
                    INSTALL));
        }
        if (!Files.isExecutable(hook)) {
            return List.of(problem(
                    hook + " cannot be executed",
                    "libvirt passes it over: what a guest prints first may be lost, and"
                            + " CONTEE_HOOK_POLICY=enforce refuses nothing",
                    "chmod 755 " + hook));
        }
        String text = read(hook);
        Optional<String> interpreter = interpreter(text);
        if (interpreter.isEmpty() || !Files.isExecutable(Path.of(interpreter.get()))) {
            return List.of(problem(
                    hook + " cannot run: there is no " + OneLine.quoted(interpreter.orElse("#! line in it")),
                    "libvirt treats that as a hook that fails: no guest starts, and when libvirtd restarts it kills"
                            + " those that run",
                    INSTALL));
        }
        for (String command : NEEDED) {
            if (searchPath.stream().noneMatch(directory -> Files.isExecutable(directory.resolve(command)))) {
                return List.of(problem(
                        hook + " needs the command " + command + ", which is not there",
                        "the hook cannot reach contee: what a guest prints first may be lost",
                        "install it, for example: apt-get install " + (command.equals("perl") ? "perl" : "coreutils")));
            }
        }
        if (!text.equals(shipped)) {
            return List.of(warning(
                    hook + " is not that of this version",
                    "it is another version's, or was changed by hand: it may report less than this version needs",
                    INSTALL));
        }
        return List.of(ok(hook + " is there, executable and of this version"));
    }

    private static String read(Path hook) {
        try {
            // In this encoding any bytes can be compared.
            return Files.readString(hook, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new ConteeException("cannot read " + hook + ": " + ConteeException.reason(e), e);
        }
    }

    /** Returns the interpreter in the {@code #!} line, without which the kernel cannot run the hook. */
    private static Optional<String> interpreter(String text) {
        Matcher line = INTERPRETER.matcher(text);
        return line.find() ? Optional.of(line.group(1)) : Optional.empty();
    }
}
