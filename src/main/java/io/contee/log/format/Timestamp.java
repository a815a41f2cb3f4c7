package io.contee.log.format;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Keeps an RFC 3339 time with nine digits of fraction, {@code 2026-11-21T02:03:04.123456789Z}, inside a template of
 * bytes. Only what changed is formatted again.
 */
final class Timestamp {

    static final int LENGTH = 30;

    private final byte[] template;
    private final int offset;
    private long second = Long.MIN_VALUE;
    private int nano = -1;

    /** @param offset where in {@code template} the time's {@link #LENGTH} bytes lie */
    Timestamp(byte[] template, int offset) {
        this.template = template;
        this.offset = offset;
        template[offset + 4] = '-';
        template[offset + 7] = '-';
        template[offset + 10] = 'T';
        template[offset + 13] = ':';
        template[offset + 16] = ':';
        template[offset + 19] = '.';
        template[offset + 29] = 'Z';
    }

    void set(Instant time) {
        long newSecond = time.getEpochSecond();
        int newNano = time.getNano();
        if (newSecond != second) {
            second = newSecond;
            LocalDateTime date = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
            digits(0, 4, date.getYear());
            digits(5, 2, date.getMonthValue());
            digits(8, 2, date.getDayOfMonth());
            digits(11, 2, date.getHour());
            digits(14, 2, date.getMinute());
            digits(17, 2, date.getSecond());
        }
        if (newNano != nano) {
            nano = newNano;
            digits(20, 9, nano);
        }
    }

    private void digits(int at, int count, int value) {
        int rest = value;
        for (int i = offset + at + count - 1; i >= offset + at; i--) {
            template[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
