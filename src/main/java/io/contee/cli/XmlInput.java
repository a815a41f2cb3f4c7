package io.contee.cli;

import io.contee.model.ConteeException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads domain XML from a file or the standard input. */
final class XmlInput {

    static final Path STANDARD_INPUT = Path.of("-");

    private static final int MAX_BYTES = 16 << 20;

    private XmlInput() {}

    /** Reads a file; {@code -} is the standard input. */
    static EncodedXml read(Path file) {
        try (InputStream in = open(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new ConteeException("it is larger than " + MAX_BYTES + " bytes");
            }
            return EncodedXml.decode(bytes);
        } catch (IOException e) {
            throw new ConteeException("cannot read " + shown(file) + ": " + FileFailure.reason(e), e);
        } catch (ConteeException e) {
            throw new ConteeException("cannot read " + shown(file) + ": " + e.getMessage(), e);
        }
    }

    private static InputStream open(Path file) throws IOException {
        if (!file.equals(STANDARD_INPUT)) {
            return Files.newInputStream(file);
        }
        return new FilterInputStream(System.in) {
            @Override
            public void close() {
                // The standard input is not ours to close.
            }
        };
    }

    /** The file's name for a message. */
    static String shown(Path file) {
        return file.equals(STANDARD_INPUT) ? "the standard input" : FileFailure.shown(file);
    }
}
