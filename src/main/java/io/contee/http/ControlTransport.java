package io.contee.http;

import io.contee.model.ConteeException;
import io.contee.model.ConteeException.Kind;
import io.contee.model.NotFoundException;
import io.contee.model.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Sends the requests of a {@link ControlClient}, and returns their answers or throws their failures. If the daemon is
 * restarted during a request, the request is sent again to the next one if that is safe. One thread uses it.
 */
final class ControlTransport {

    private static final String ORIGIN = "http://localhost";
    private static final long PAUSE_MILLIS = 100;

    private final Path socket;
    private final Duration answerLimit;
    private final Duration restartLimit;
    private final HttpClient http;

    /**
     * Makes one.
     *
     * @param answerLimit the longest wait for the beginning of an answer
     * @param restartLimit the longest absence of a daemon that was running before a request fails
     */
    ControlTransport(Path socket, Duration answerLimit, Duration restartLimit, HttpClient http) {
        this.socket = socket;
        this.answerLimit = answerLimit;
        this.restartLimit = restartLimit;
        this.http = http;
    }

    /** The reaction if the daemon stops before it has answered. */
    enum Repeat {
        /** The request is sent again: repeating it has no further effect. */
        SAFE,
        /** The request fails, because it may have been done. */
        NEVER
    }

    /** Reads an answer's body. */
    @FunctionalInterface
    interface BodyReader<T> {
        T read(InputStream body) throws IOException;
    }

    Request request(Route route, Map<String, String> parameters, String... names) {
        Request request = http.newRequest(ORIGIN + route.path(names)).method(route.method());
        parameters.forEach(request::param);
        return request;
    }

    /** Sends a request and reads its whole answer. */
    byte[] answer(Repeat repeat, Supplier<Request> request) {
        return answer(repeat, request, InputStream::readAllBytes);
    }

    /** @param request makes the request, for each time that it is sent */
    <T> T answer(Repeat repeat, Supplier<Request> request, BodyReader<T> reader) {
        long end = System.nanoTime() + restartLimit.toNanos();
        Optional<ConteeException> restart = Optional.empty();
        while (true) {
            try {
                return once(request.get(), reader);
            } catch (RestartingException e) {
                restart = Optional.of(e); // nothing was done
            } catch (CutOffException e) {
                if (repeat == Repeat.NEVER) {
                    throw e;
                }
                restart = Optional.of(e);
            } catch (UnreachableException e) {
                if (restart.isEmpty()) {
                    throw e;
                }
            }
            if (System.nanoTime() - end > 0) {
                throw restart.get();
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw ConteeException.interrupted("contee is restarted", e);
        }
    }

    private <T> T once(Request request, BodyReader<T> reader) {
        InputStreamResponseListener listener = new InputStreamResponseListener();
        request.send(listener);
        try {
            Response response = listener.get(answerLimit.toMillis(), TimeUnit.MILLISECONDS);
            try (InputStream body = listener.getInputStream()) {
                if (HttpStatus.isSuccess(response.getStatus())) {
                    return reader.read(body);
                }
                throw failure(response, new String(body.readAllBytes(), StandardCharsets.UTF_8).strip());
            }
        } catch (ExecutionException e) {
            throw unanswered(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new ConteeException(
                    Kind.UNAVAILABLE,
                    "contee has not answered at " + socket + " within " + answerLimit.toSeconds()
                            + " s: see its own log",
                    e);
        } catch (IOException e) {
            throw cutOff(e);
        } catch (InterruptedException e) {
            throw ConteeException.interrupted("waiting for contee", e);
        }
    }

    private static ConteeException failure(Response response, String message) {
        return switch (response.getStatus()) {
            case HttpStatus.NOT_FOUND_404 -> new NotFoundException(message);
            case HttpStatus.CONFLICT_409 -> new ConteeException(Kind.CONFLICT, message);
            case HttpStatus.FORBIDDEN_403 -> new ConteeException(Kind.FORBIDDEN, message);
            case HttpStatus.SERVICE_UNAVAILABLE_503 ->
                response.getHeaders().contains(HttpHeader.RETRY_AFTER)
                        ? new RestartingException(message)
                        : new ConteeException(Kind.UNAVAILABLE, message);
            case HttpStatus.INTERNAL_SERVER_ERROR_500 -> new ConteeException(Kind.INTERNAL, message);
            default -> new ConteeException(Kind.INVALID, message);
        };
    }

    /** Returns why there is no answer: nobody accepted the request, or its connection broke. */
    ConteeException unanswered(Throwable cause) {
        for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
            if (reason instanceof ConnectException || isConnectFailure(reason)) {
                return new UnreachableException(whyNot(), cause);
            }
        }
        return cutOff(cause);
    }

    /** A unix socket's connect fails with a plain SocketException if the file does not exist or may not be used. */
    private static boolean isConnectFailure(Throwable reason) {
        return reason instanceof SocketException
                && Optional.ofNullable(reason.getMessage())
                        .filter(message -> message.startsWith("No such file")
                                || message.startsWith("Permission denied")
                                || message.startsWith("Not a directory")
                                || message.contains("too long"))
                        .isPresent();
    }

    private String whyNot() {
        if (Files.exists(socket) && !Files.isWritable(socket)) {
            return "cannot use the control socket " + socket + ": Permission denied: become root or a member of one of"
                    + " contee's groups (readGroup, clientGroup, controlGroup)";
        }
        return "contee does not answer at " + socket + " ("
                + (Files.notExists(socket) ? "there is no such socket" : "nobody listens there")
                + "): start it with 'contee serve'";
    }

    CutOffException cutOff(Throwable cause) {
        return new CutOffException(
                "contee was restarted or stopped before it had answered at " + OneLine.of(socket.toString())
                        + ": see whether what was asked for is done, and ask again",
                cause);
    }
}
