package io.contee.model;

/** The version of this contee. */
public final class Version {

    private Version() {}

    /** Returns the version of the running jar, or {@code (not packaged)} for classes outside a jar. */
    public static String own() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
