package io.contee.http;

/** The daemon ended before its answer was complete: it was restarted, stopped or killed. */
public final class CutOffException extends AwayException {

    CutOffException(String message, Throwable cause) {
        super(message, cause);
    }
}
