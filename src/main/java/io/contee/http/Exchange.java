package io.contee.http;

import io.contee.model.ConsoleRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request that matches a {@link Route}, and its answer.
 *
 * @param values the variable segments of the path, in their order
 */
record Exchange(Route route, List<String> values, Query query, Request request, Response response, Callback callback) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The first variable segment. */
    String name() {
        return values.get(0);
    }

    /** The console that the path and the parameter {@code console} name. */
    ConsoleRef console() {
        return new ConsoleRef(name(), query.text("console"));
    }

    /** Answers with 200 and a value as JSON. */
    void json(Object value) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(JSON.writeValueAsBytes(value)), callback);
    }

    /** Answers with 204. */
    void done() {
        response.setStatus(HttpStatus.NO_CONTENT_204);
        callback.succeeded();
    }

    /** Answers with 200 and a text. */
    void text(String type, String text) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        Content.Sink.write(response, true, text, callback);
    }

    /**
     * Reads the body.
     *
     * @throws BadRequestException if it is longer than {@code limit} bytes
     */
    byte[] body(int limit) throws IOException {
        try (InputStream in = Content.Source.asInputStream(request)) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new BadRequestException("the request's body is larger than " + limit + " bytes");
            }
            return bytes;
        }
    }

    /**
     * Reads the body as UTF-8.
     *
     * @throws BadRequestException if it is not, or longer than {@code limit} bytes
     */
    String text(int limit) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body(limit)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadRequestException("the request's body is not UTF-8");
        }
    }
}
