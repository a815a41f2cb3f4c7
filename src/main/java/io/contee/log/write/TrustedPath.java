package io.contee.log.write;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Checks whether anybody except root and contee's own user could have redirected a path with a symbolic link. */
final class TrustedPath {

    private static final int ROOT = 0;
    private static final int STICKY = 01000;
    private static final int OTHERS_WRITE = 0022;

    private TrustedPath() {}

    /**
     * Checks the symbolic links on the way to a directory, which may be missing.
     *
     * @throws FileSystemException if one of them belongs to, or could have been replaced by, somebody else
     * @throws IOException if they cannot be examined
     */
    static void check(Path directory) throws IOException {
        List<Integer> trusted = List.of(ROOT, (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        for (int i = 1; i <= directory.getNameCount(); i++) {
            Path path = directory.getRoot().resolve(directory.subpath(0, i));
            if (Files.isSymbolicLink(path) && !isTrusted(path, trusted)) {
                throw new FileSystemException(
                        path.toString(), null, "it is a symbolic link that others could have made");
            }
        }
    }

    private static boolean isTrusted(Path link, List<Integer> trusted) throws IOException {
        Map<String, Object> parent = Files.readAttributes(link.resolve("..").normalize(), "unix:uid,mode");
        int mode = (Integer) Objects.requireNonNull(parent.get("mode"));
        // In a sticky directory others can make links, but not replace those of another owner.
        return trusted.contains((Integer) Files.getAttribute(link, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                && trusted.contains((Integer) Objects.requireNonNull(parent.get("uid")))
                && ((mode & OTHERS_WRITE) == 0 || (mode & STICKY) != 0);
    }
}
