package io.contee.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A user's own directories, XDG Base Directory Specification.
 *
 * @param home the home directory
 * @param config what {@code $XDG_CONFIG_HOME} names
 * @param state what {@code $XDG_STATE_HOME} names
 * @param cache what {@code $XDG_CACHE_HOME} names
 * @param run what {@code $XDG_RUNTIME_DIR} names; else the cache, as for libvirt's sockets (virGetUserRuntimeDirectory)
 */
public record UserDirectories(Path home, Path config, Path state, Path cache, Path run) {

    /** Returns those that the environment names. */
    public static UserDirectories of(Map<String, String> environment) {
        Path home = named(environment, "HOME").orElse(Path.of(System.getProperty("user.home")));
        Path cache = named(environment, "XDG_CACHE_HOME").orElse(home.resolve(".cache"));
        return new UserDirectories(
                home,
                named(environment, "XDG_CONFIG_HOME").orElse(home.resolve(".config")),
                named(environment, "XDG_STATE_HOME").orElse(home.resolve(".local/state")),
                cache,
                named(environment, "XDG_RUNTIME_DIR").orElse(cache));
    }

    /** Returns the directory in a variable; relative paths are ignored, as the specification requires. */
    private static Optional<Path> named(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(value -> value.startsWith("/"))
                .map(Path::of);
    }
}
