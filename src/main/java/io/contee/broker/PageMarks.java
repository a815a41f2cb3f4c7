package io.contee.broker;

import io.contee.model.LogKind;

/** Records in a console's page how far one of its logs has the stream. The thread that writes the log calls it. */
record PageMarks(ConsolePage page, LogKind log) implements StreamMarks {

    @Override
    public void at(long position, long file, long size) {
        page.setLog(log, position, file, size);
    }

    @Override
    public void foreignTextBefore(long position) {
        if (log == LogKind.RAW) {
            page.setVerbatimSince(position);
        }
    }
}
