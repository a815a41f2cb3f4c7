package io.contee.net;

/**
 * Work of a console that may block, such as writing to its logs. See {@link EventLoop#run(BlockingWork)}. An object is
 * made once and run again and again, but never a second time before {@link #done}.
 */
public interface BlockingWork {

    /** The work. It touches nothing that its loop may touch meanwhile, and calls nothing of the loop. */
    void run();

    /** Tells, on the loop's thread, that {@link #run} takes long and that the loop goes on without it. */
    void stalled();

    /** Tells, on the loop's thread, that {@link #run} has ended, by itself or by an exception. */
    void done();
}
