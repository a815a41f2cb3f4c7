package io.contee.cli;

import io.contee.model.ConteeException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads domain XML from a file or the standard input. */
final class XmlInput {

    private static final int MAX_BYTES = 16 << 20;
    private static final Path STANDARD_INPUT = Path.of("-");

    private XmlInput() {}

    static String read(Path file) {
        try (InputStream in = open(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new ConteeException("cannot read " + shown(file) + ": it is larger than " + MAX_BYTES + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (NoSuchFileException e) {
            throw new ConteeException("cannot read " + shown(file) + ": there is no such file", e);
        } catch (CharacterCodingException e) {
            throw new ConteeException("cannot read " + shown(file) + ": it is not UTF-8", e);
        } catch (IOException e) {
            throw new ConteeException("cannot read " + shown(file) + ": " + ConteeException.reason(e), e);
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

    private static String shown(Path file) {
        return file.equals(STANDARD_INPUT) ? "the standard input" : file.toString();
    }
}
