package io.contee.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The dashboard and the alerts that contee comes with. */
public final class MonitoringFiles {

    private static final Path DIRECTORY = Path.of("src/main/dist/monitoring");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");

    private MonitoringFiles() {}

    public static JsonNode dashboard() {
        return JsonMapper.builder().build().readTree(read("grafana-dashboard.json"));
    }

    public static JsonNode rules() {
        return YAMLMapper.builder().build().readTree(read("prometheus-rules.yaml"));
    }

    private static String read(String name) {
        try {
            return Files.readString(DIRECTORY.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All expressions, by where each stands. */
    public static Map<String, PromQuery> queries() {
        Map<String, PromQuery> queries = new TreeMap<>();
        for (JsonNode group : rules().get("groups")) {
            for (JsonNode rule : group.get("rules")) {
                queries.put(
                        "alert " + rule.get("alert").asString(),
                        PromQuery.of(rule.get("expr").asString()));
            }
        }
        for (JsonNode panel : dashboard().get("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.put(
                        "panel " + panel.get("title").asString() + " "
                                + target.get("refId").asString(),
                        PromQuery.of(target.get("expr").asString()));
            }
        }
        for (JsonNode variable : dashboard().get("templating").get("list")) {
            Matcher values = LABEL_VALUES.matcher(variable.path("definition").asString(""));
            if (values.matches()) {
                PromQuery query = PromQuery.of(values.group(1));
                query.labels().add(values.group(2));
                queries.put("variable " + variable.get("name").asString(), query);
            }
        }
        return queries;
    }
}
