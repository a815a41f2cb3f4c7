package io.contee.config;

import java.util.List;

/**
 * Which domains contee rewrites of its own accord, whoever defines or starts them. What is asked of contee by name, by
 * {@code contee define} or {@code contee mode} for example, it does for any domain.
 *
 * @param scope {@code manage}
 * @param include {@code manageInclude}: patterns of the names that are covered; none for all
 * @param exclude {@code manageExclude}: patterns of the names that are not covered, whatever else says so
 */
public record ManagePolicy(Scope scope, List<NamePattern> include, List<NamePattern> exclude) {

    /** The domains that carry contee's metadata element. */
    public static final ManagePolicy DEFAULT = new ManagePolicy(Scope.METADATA, List.of(), List.of());

    /** Which domains are covered, as far as their XML says. */
    public enum Scope {
        ALL,
        /** Those that carry contee's metadata element. */
        METADATA,
        NONE
    }

    /** Copies the lists. */
    public ManagePolicy {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /**
     * Returns whether a domain is covered.
     *
     * @param domain its name
     * @param marked whether it carries contee's metadata element
     */
    public boolean covers(String domain, boolean marked) {
        boolean inScope =
                switch (scope) {
                    case ALL -> true;
                    case METADATA -> marked;
                    case NONE -> false;
                };
        return inScope && (include.isEmpty() || anyMatches(include, domain)) && !anyMatches(exclude, domain);
    }

    private static boolean anyMatches(List<NamePattern> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(name));
    }
}
