package io.contee.doctor;

import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out what a user may do by doing it as that user, with the user's groups; thus ACLs count, too. Only root can.
 */
record SetprivAccess(String user) implements GuestAccess {

    private static final String SCRIPT = """
            user=$1
            shift
            exec setpriv --reuid "$user" --regid "$(id -g "$user")" --init-groups sh -c '
                for path; do
                    if [ -d "$path" ]; then [ -x "$path" ]; else [ -w "$path" ]; fi || printf "%s\\n" "$path"
                done' sh "$@"
            """;

    @Override
    public List<Path> refused(List<Path> paths) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh", user));
        paths.forEach(path -> command.add(path.toString()));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String refused = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw failure("setpriv failed: check that it is installed and that the user exists");
            }
            // A path with a newline is not contee's.
            List<String> lines = refused.lines().toList();
            return paths.stream()
                    .filter(path -> lines.contains(path.toString()))
                    .toList();
        } catch (IOException e) {
            throw failure(ConteeException.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted");
        }
    }

    private ConteeException failure(String reason) {
        return new ConteeException("cannot find out what user " + user + " may do: " + reason);
    }
}
