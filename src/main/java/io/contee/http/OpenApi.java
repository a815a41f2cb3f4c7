package io.contee.http;

import io.contee.model.Version;
import java.util.Locale;
import org.eclipse.jetty.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The table of {@link Route}s in OpenAPI 3.1 (spec.openapis.org/oas/v3.1.0). */
final class OpenApi {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private OpenApi() {}

    static String json() {
        ObjectNode document = JSON.createObjectNode().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "contee")
                .put("version", Version.own())
                .put(
                        "description",
                        "The control socket of contee. Failures are answered with one line of plain text. Peer"
                                + " credentials of the unix socket decide what a client may do.");
        document.putArray("servers").addObject().put("url", "http://localhost");
        ObjectNode paths = document.putObject("paths");
        for (Route route : Route.values()) {
            describe(route, paths.withObjectProperty(route.template()));
        }
        return document.toString();
    }

    private static void describe(Route route, ObjectNode path) {
        ObjectNode operation = path.putObject(route.method().toLowerCase(Locale.ROOT))
                .put("operationId", operation(route))
                .put("summary", route.summary())
                .put("x-contee-permission", route.permission().name().toLowerCase(Locale.ROOT));
        ArrayNode parameters = operation.putArray("parameters");
        for (String variable : route.variables()) {
            parameters
                    .addObject()
                    .put("name", variable)
                    .put("in", "path")
                    .put("required", true)
                    .putObject("schema")
                    .put("type", "string");
        }
        route.parameters().forEach(parameter -> describe(parameter, parameters.addObject()));
        if (hasBody(route)) {
            operation
                    .putObject("requestBody")
                    .put("required", true)
                    .putObject("content")
                    .putObject(route == Route.SEND ? "application/octet-stream" : "application/xml");
        }
        ObjectNode responses = operation.putObject("responses");
        for (int status : route.statuses()) {
            ObjectNode response =
                    responses.putObject(Integer.toString(status)).put("description", HttpStatus.getMessage(status));
            if (status == HttpStatus.OK_200) {
                types(route, response.putObject("content"));
            } else if (status >= HttpStatus.BAD_REQUEST_400) {
                response.putObject("content").putObject("text/plain");
            }
        }
    }

    private static String operation(Route route) {
        StringBuilder name = new StringBuilder();
        for (String word : route.name().toLowerCase(Locale.ROOT).split("_", -1)) {
            name.append(name.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }

    private static void describe(Parameter parameter, ObjectNode described) {
        described
                .put("name", parameter.isPrefix() ? parameter.name() + "KEY" : parameter.name())
                .put("in", "query")
                .put("description", parameter.summary());
        ObjectNode schema =
                described.putObject("schema").put("type", parameter.type().schema());
        if (!parameter.choices().isEmpty()) {
            ArrayNode choices = schema.putArray("enum");
            parameter.choices().forEach(choices::add);
        }
    }

    private static boolean hasBody(Route route) {
        return route == Route.DEFINE || route == Route.HOOK || route == Route.SEND;
    }

    private static void types(Route route, ObjectNode content) {
        switch (route) {
            case HEALTHZ, READYZ, METRICS -> content.putObject("text/plain");
            case DOMAIN_LOG, POD_LOG, CONTAINER_LOG -> {
                content.putObject("application/octet-stream");
                content.putObject(LogRoutes.NDJSON);
            }
            case HOOK -> content.putObject("application/xml");
            default -> content.putObject("application/json");
        }
    }
}
