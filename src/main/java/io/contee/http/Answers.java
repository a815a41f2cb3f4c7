package io.contee.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The answers and parameters that several routes have. */
final class Answers {
    static final Parameter CONSOLE = Parameter.text("console", "The console's alias (default: the primary one).");
    static final Parameter CONSOLES = Parameter.text("console", "The console's alias (default: all of them).");
    static final Parameter NAMESPACE =
            Parameter.text("namespace", "The pod's namespace, unless only one has such a pod.");
    static final Parameter VERBOSE = Parameter.flag("verbose", "List each check also if all have passed.");
    static final Parameter PID = Parameter.number("pid", "The client's process id, for the list of clients.");

    /** Each route may refuse a request so. */
    static final List<Integer> ALWAYS = List.of(400, 403, 500);

    private Answers() {}

    static List<Integer> of(Integer... own) {
        return Stream.concat(Arrays.stream(own), ALWAYS.stream())
                .distinct()
                .sorted()
                .toList();
    }

    static List<Parameter> log(Parameter... names) {
        List<Parameter> all = new ArrayList<>(List.of(names));
        all.addAll(ReadQuery.PARAMETERS);
        all.add(Parameter.flag("events", "Report cursors and notices also, with Accept: application/x-ndjson."));
        return List.copyOf(all);
    }

    static List<Parameter> attach() {
        List<Parameter> all = new ArrayList<>(List.of(CONSOLE, PID));
        all.addAll(AttachQuery.PARAMETERS);
        return List.copyOf(all);
    }

    static List<Parameter> define() {
        return DefineQuery.PARAMETERS;
    }
}
