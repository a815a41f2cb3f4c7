package io.contee.config;

import java.util.List;

/**
 * The policy that selects the domains that contee rewrites automatically, whoever defines or starts them. An explicit
 * request, by {@code contee define} or {@code contee mode} for example, works for any domain.
 *
 * @param scope {@code manage}
 * @param include {@code manageInclude}: patterns of the names that are covered; none for all
 * @param exclude {@code manageExclude}: patterns of the names that are not covered in any case
 */
public record ManagePolicy(Scope scope, List<NamePattern> include, List<NamePattern> exclude) {

    /** The default policy: the domains that have contee's metadata element are covered. */
    public static final ManagePolicy DEFAULT = new ManagePolicy(Scope.METADATA, List.of(), List.of());

    /** The domains that are covered, according to their XML. */
    public enum Scope {
        ALL,
        /** Domains that have contee's metadata element. */
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
     * @param marked whether it has contee's metadata element
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
