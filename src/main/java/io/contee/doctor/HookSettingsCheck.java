package io.contee.doctor;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks whether the hook asks the contee of this configuration. It reads {@code hook.env} as the hook does.
 *
 * @param settings the hook's settings
 * @param defaultSocket where it asks without them
 * @param controlSocket where contee answers
 */
record HookSettingsCheck(Path settings, String defaultSocket, Path controlSocket) implements Check {

    private static final String KEY = "CONTEE_CONTROL_SOCKET=";

    @Override
    public String name() {
        return "hook settings";
    }

    @Override
    public List<Finding> examine() {
        String asked = defaultSocket;
        if (Files.isRegularFile(settings)) {
            asked = lines().stream()
                    .filter(line -> line.startsWith(KEY))
                    .map(line -> line.substring(KEY.length()).replaceAll("^\"|\"$", ""))
                    .reduce(asked, (former, later) -> later);
        }
        if (asked.equals(controlSocket.toString())) {
            return List.of(ok("the hook asks " + controlSocket));
        }
        return List.of(problem(
                "the hook asks " + OneLine.of(asked) + ", and contee answers at " + controlSocket,
                "contee hears of a guest's start only after it, so what the guest prints first may be lost",
                "put into " + settings + ": " + KEY + controlSocket));
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(settings, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new ConteeException("cannot read " + settings + ": " + ConteeException.reason(e), e);
        }
    }
}
