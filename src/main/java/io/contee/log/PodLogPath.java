package io.contee.log;

import io.contee.model.ConteeException;
import io.contee.model.PodRef;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where pod logs are: {@code <root>/<namespace>_<pod>_<uid>/<container>/<attempt>.log}, as the kubelet has it. */
public final class PodLogPath {

    private static final Pattern ATTEMPT = Pattern.compile("([0-9]{1,9})\\.log(\\..*)?");

    private PodLogPath() {}

    /** The directory of a container's logs, one for each attempt. */
    public static Path directory(Path root, PodRef pod) {
        return root.resolve(pod.directory()).resolve(pod.container());
    }

    /**
     * The log of one attempt.
     *
     * @param attempt 0 for the first start of the domain
     */
    public static Path of(Path root, PodRef pod, int attempt) {
        return directory(root, pod).resolve(attempt + ".log");
    }

    /**
     * The number of the last attempt that left a log, rotated ones included.
     *
     * @return empty if there is none
     * @throws ConteeException if the directory cannot be read
     */
    public static OptionalInt lastAttempt(Path root, PodRef pod) {
        Path directory = directory(root, pod);
        OptionalInt last = OptionalInt.empty();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Matcher matcher = ATTEMPT.matcher(file.getFileName().toString());
                if (matcher.matches()) {
                    int attempt = Integer.parseInt(matcher.group(1));
                    last = OptionalInt.of(Math.max(attempt, last.orElse(0)));
                }
            }
            return last;
        } catch (NoSuchFileException e) {
            return last;
        } catch (NotDirectoryException e) {
            throw new ConteeException(
                    "cannot list the pod logs in " + directory + ": it is no directory; remove it", e);
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot list the pod logs in " + directory + ": " + ConsoleLogs.reason(directory, e)
                            + "; correct that, or configure another log directory",
                    e);
        }
    }
}
