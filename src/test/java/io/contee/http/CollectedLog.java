package io.contee.http;

import io.contee.log.format.LogRecord;
import io.contee.log.read.RecordOutput;
import java.util.ArrayList;
import java.util.List;

/** Keeps what is read of a log. */
final class CollectedLog implements RecordOutput {

    final List<LogRecord> records = new ArrayList<>();
    final List<String> notices = new ArrayList<>();
    final List<String> cursors = new ArrayList<>();

    @Override
    public void write(LogRecord record, Cursor cursor) {
        records.add(record);
        cursors.add(cursor.text());
    }

    @Override
    public void report(String notice) {
        notices.add(notice);
    }

    @Override
    public void flush() {}

    String text() {
        StringBuilder text = new StringBuilder();
        records.forEach(record -> text.append(record.text()));
        return text.toString();
    }
}
