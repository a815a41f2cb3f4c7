package io.contee.broker;

/** Records how far a log has the stream. */
interface StreamMarks {

    /** A receiver that ignores the marks. */
    StreamMarks NOWHERE = new StreamMarks() {
        @Override
        public void at(long position, long file, long size) {}

        @Override
        public void foreignTextBefore(long position) {}
    };

    /** Notes that the log has the stream up to a position, which is at this size of the file with this inode. */
    void at(long position, long file, long size);

    /** Notes that before a position the log holds other text than the stream, or lacks part of it. */
    void foreignTextBefore(long position);
}
