package io.contee.http;

/** The daemon answers that another one is about to serve. Nothing was done. */
public final class RestartingException extends AwayException {

    RestartingException(String message) {
        super(message);
    }
}
