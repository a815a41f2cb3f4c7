package io.contee.collect;

import io.contee.log.AtomicFile;
import io.contee.log.read.LogCursor;
import io.contee.model.ConteeException;
import io.contee.model.Layout.DataDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The progress of collecting each source of a guest, kept in a file beside its windows. */
final class GuestState {

    private static final Logger LOG = LoggerFactory.getLogger(GuestState.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final Instant begin;
    private final Map<String, SourceState> sources;

    private GuestState(Path file, Instant begin, Map<String, SourceState> sources) {
        this.file = file;
        this.begin = begin;
        this.sources = sources;
    }

    /**
     * Reads the state.
     *
     * @param directory the guest's directory, which may be missing
     * @param begin the time to begin at with a source that has no state
     * @param windows the windows of existing files
     * @throws IOException if the state cannot be read
     */
    static GuestState load(Path directory, Instant begin, Windows windows) throws IOException {
        Path file = DataDir.collected(directory);
        try {
            return new GuestState(file, begin, parse(JSON.readTree(Files.readString(file))));
        } catch (NoSuchFileException e) {
            return new GuestState(file, begin, new TreeMap<>());
        } catch (JacksonException | DateTimeException | ConteeException e) {
            LOG.warn("{} is damaged: collecting goes on after the windows that are there", file);
            return new GuestState(file, WindowFiles.end(directory, begin, windows), new TreeMap<>());
        }
    }

    private static Map<String, SourceState> parse(JsonNode root) {
        Map<String, SourceState> sources = new TreeMap<>();
        root.properties().forEach(source -> {
            Map<String, LogCursor> cursors = new LinkedHashMap<>();
            source.getValue()
                    .path("cursors")
                    .properties()
                    .forEach(cursor -> cursors.put(
                            cursor.getKey(), LogCursor.parse(cursor.getValue().asString(""))));
            sources.put(
                    source.getKey(),
                    new SourceState(
                            Instant.parse(source.getValue().path("until").asString("")),
                            cursors,
                            source.getValue().path("pending").stringValueOpt()));
        });
        return sources;
    }

    SourceState of(String source) {
        return sources.getOrDefault(source, SourceState.beginning(begin));
    }

    /**
     * Resets sources that were collected beyond a time, as by a clock that has been set back since, to another time.
     * Their cursors stay: nothing is collected twice.
     */
    void forgetFuture(Instant latest, Instant instead) {
        sources.replaceAll((name, state) ->
                state.until().isAfter(latest) ? new SourceState(instead, state.cursors(), state.pending()) : state);
    }

    /** Returns the names of the files that may not have been renamed yet. */
    List<String> pending() {
        return sources.values().stream()
                .flatMap(source -> source.pending().stream())
                .toList();
    }

    /** Saves the progress of a source; it survives a crash of the host. */
    void put(String source, SourceState state) throws IOException {
        sources.put(source, state);
        ObjectNode root = JSON.createObjectNode();
        sources.forEach((name, known) -> {
            ObjectNode node = root.putObject(name);
            node.put("until", known.until().toString());
            ObjectNode cursors = node.putObject("cursors");
            known.cursors().forEach((key, cursor) -> cursors.put(key, cursor.toString()));
            known.pending().ifPresent(fileName -> node.put("pending", fileName));
        });
        AtomicFile.replace(file, JSON.writeValueAsBytes(root), WindowFiles.MODE);
    }
}
