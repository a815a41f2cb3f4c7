package io.contee.domainxml;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;

/** Choices that a fuzzer makes through the bytes it gives. After the last byte the first option is always chosen. */
final class Choices {

    private final byte[] bytes;
    private int next;

    Choices(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Bytes to start fuzzing from, the same each time. */
    static Stream<byte[]> seeds() {
        Random random = new Random(1);
        return Stream.generate(() -> {
                    byte[] seed = new byte[16 + random.nextInt(240)];
                    random.nextBytes(seed);
                    return seed;
                })
                .limit(20);
    }

    private int next() {
        return next < bytes.length ? bytes[next++] & 0xFF : 0;
    }

    /** A number from 0 to one below {@code bound}, which is at most 65536. */
    int below(int bound) {
        int value = bound > 256 ? next() << 8 | next() : next();
        return value % bound;
    }

    boolean coin() {
        return below(2) == 1;
    }

    @SafeVarargs
    final <T> T of(T... options) {
        return options[below(options.length)];
    }

    long number() {
        long value = 0;
        for (int i = below(9); i > 0; i--) {
            value = value << 8 | next();
        }
        return value;
    }

    /** Any text of UTF-8. */
    String text(int longest) {
        byte[] text = new byte[below(longest + 1)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) next();
        }
        return new String(text, StandardCharsets.UTF_8);
    }
}
