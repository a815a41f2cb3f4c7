package io.contee.doctor;

import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * libvirt's directory of hooks, as libvirt sees it (virHookCall): {@code qemu}, then every executable file in {@code
 * qemu.d} whatever its name.
 */
record HookDirectory(Path path) {

    Path contees() {
        return path.resolve("qemu.d/50-contee");
    }

    /** The files that libvirt runs for a guest. */
    List<Path> executables() {
        Path main = path.resolve("qemu");
        return Stream.concat(Stream.of(main), entries().stream())
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .toList();
    }

    private List<Path> entries() {
        Path directory = path.resolve("qemu.d");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new ConteeException("cannot read " + directory + ": " + ConteeException.reason(e), e);
        }
    }
}
