package io.contee.net;

/**
 * Work of a console that may block, such as writing to its logs. See {@link EventLoop#run(BlockingWork)}. An object is
 * made once and run repeatedly, but not again before {@link #done}.
 */
public interface BlockingWork {

    /** Does the work. It does not touch anything that its loop may touch meanwhile, and does not call the loop. */
    void run();

    /** Notes, on the loop's thread, that {@link #run} is slow and that the loop goes on without it. */
    void stalled();

    /** Notes, on the loop's thread, that {@link #run} has ended, normally or by an exception. */
    void done();
}
