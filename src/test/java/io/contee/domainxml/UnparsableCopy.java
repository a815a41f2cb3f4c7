package io.contee.domainxml;

/** Makes domains that fail as soon as somebody parses their text again. */
public final class UnparsableCopy {

    private UnparsableCopy() {}

    /** A domain as another one is, which was parsed, with text that cannot be. */
    public static DomainXml of(DomainXml domain) {
        return new DomainXml("<once " + domain.text(), domain.layout());
    }
}
