package io.contee.config;

import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A configuration file, flattened.
 *
 * @param name its name in messages
 * @param values its values by dotted key, {@code rawLog.maxSize} for example; a value of several elements is a list,
 *     any other a scalar
 */
record ConfigSource(String name, Map<String, List<String>> values) {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    static ConfigSource readIfExists(Path file) {
        return Files.exists(file) ? read(file) : new ConfigSource("the environment", Map.of());
    }

    static ConfigSource read(Path file) {
        try {
            Map<String, List<String>> values = new LinkedHashMap<>();
            String text = ConfigText.decode(file, Files.readAllBytes(file));
            JsonNode root = read(file, text);
            if (!root.isObject() && !root.isMissingNode() && !root.isNull()) {
                throw new ConteeException("cannot use the configuration " + file
                        + ": it is not a mapping of keys to values: write lines such as 'runDir: /run/contee'");
            }
            flatten("", root, values);
            return new ConfigSource(file.toString(), values);
        } catch (NoSuchFileException e) {
            throw new ConteeException("cannot read the configuration " + file + ": there is no such file", e);
        } catch (IOException e) {
            throw new ConteeException("cannot read the configuration " + file + ": " + ConteeException.reason(e), e);
        }
    }

    private static JsonNode read(Path file, String text) {
        try {
            return YAML.readTree(text);
        } catch (JacksonException e) {
            throw new ConteeException(
                    "cannot read the configuration " + file + ": "
                            + ConfigText.fault(
                                    text,
                                    e.getLocation().getLineNr(),
                                    e.getLocation().getColumnNr(),
                                    e.getOriginalMessage()),
                    e);
        }
    }

    private static void flatten(String prefix, JsonNode node, Map<String, List<String>> values) {
        node.properties().forEach(property -> {
            String key = prefix + property.getKey();
            JsonNode value = property.getValue();
            if (value.isObject()) {
                flatten(key + ".", value, values);
            } else if (!value.isNull()) {
                values.put(
                        key,
                        value.isArray()
                                ? value.valueStream().map(ConfigSource::scalar).toList()
                                : List.of(scalar(value)));
            }
        });
    }

    private static String scalar(JsonNode value) {
        return value.isValueNode() ? value.asString() : value.toString();
    }
}
