package io.contee.domainxml;

import io.contee.model.ConteeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A fragment from {@code xml-templates/} with one placeholder, which the rewriter puts into a chardev. */
final class ChardevTemplate {

    private final Block block;
    private final String placeholder;

    private ChardevTemplate(Block block, String placeholder) {
        this.block = block;
        this.placeholder = placeholder;
    }

    /** Returns the {@code <source>} of mode unix. */
    static ChardevTemplate unix() {
        return load("chardev-unix.xml", "${socket}");
    }

    /**
     * Returns the same for a libvirt without a DAC driver, and for a domain whose definition forbids relabelling: both
     * reject a label.
     */
    static ChardevTemplate unixUnlabelled() {
        return load("chardev-unix-unlabelled.xml", "${socket}");
    }

    /** Returns the {@code <log>} of mode pty. */
    static ChardevTemplate pty() {
        return load("chardev-pty.xml", "${log}");
    }

    private static ChardevTemplate load(String resource, String placeholder) {
        try (InputStream in = ChardevTemplate.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new ConteeException("template " + resource + " is missing: this build of contee is incomplete");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (!text.contains(placeholder)) {
                throw new ConteeException("template " + resource + " has no " + placeholder + ": put it back");
            }
            return new ChardevTemplate(Block.of(text), placeholder);
        } catch (IOException e) {
            throw new ConteeException("template " + resource + " cannot be read: " + ConteeException.reason(e), e);
        }
    }

    Block with(String path) {
        String escaped = XmlText.attribute(path);
        return new Block(block.lines().stream()
                .map(line -> line.replace(placeholder, escaped))
                .toList());
    }
}
