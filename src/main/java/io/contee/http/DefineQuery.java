package io.contee.http;

import io.contee.manager.DefineOptions;
import io.contee.model.ByteSize;
import io.contee.model.ConsoleMode;
import io.contee.model.PodIdentity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@link DefineOptions} as query parameters, both ways. */
final class DefineQuery {

    private static final String ANNOTATION = "annotation.";

    static final List<Parameter> PARAMETERS = List.of(
            Parameter.choice("mode", "The mode of its consoles.", "unix", "pty", "off"),
            Parameter.flag("takeOver", "Replace consoles of type unix that other programs serve."),
            Parameter.text("namespace", "The pod's namespace (default: default)."),
            Parameter.text("pod", "The pod that its consoles log for."),
            Parameter.text("uid", "The pod's UID."),
            Parameter.text("container", "The container's name (default: the console's alias)."),
            Parameter.text("maxSize", "The limit of each file of its raw logs, such as 4Mi."),
            Parameter.number("maxFiles", "The number of rotated files of its raw logs."),
            Parameter.text(ANNOTATION, "The annotation KEY for aggregators; for any number of keys."));

    private DefineQuery() {}

    static Map<String, String> encode(DefineOptions options) {
        Map<String, String> query = new LinkedHashMap<>();
        options.mode().ifPresent(mode -> query.put("mode", mode.toString()));
        if (options.takeOver()) {
            query.put("takeOver", "true");
        }
        options.maxSize().ifPresent(size -> query.put("maxSize", Long.toString(size.bytes())));
        options.maxFiles().ifPresent(count -> query.put("maxFiles", Integer.toString(count)));
        options.pod().ifPresent(pod -> {
            query.put("namespace", pod.namespace());
            query.put("pod", pod.pod());
            query.put("uid", pod.uid());
            pod.container().ifPresent(name -> query.put("container", name));
        });
        options.annotations().forEach((key, value) -> query.put(ANNOTATION + key, value));
        return query;
    }

    /** @throws BadRequestException that names the parameter which is not valid */
    static DefineOptions decode(Query query) {
        DefineOptions options = new DefineOptions(
                query.text("mode").map(ConsoleMode::parse),
                Optional.empty(),
                query.text("maxSize").map(ByteSize::parse),
                query.wholeNumber("maxFiles").stream().boxed().findFirst(),
                query.withPrefix(ANNOTATION),
                query.flag("takeOver"));
        Optional<String> pod = query.text("pod");
        if (pod.isEmpty()) {
            return options;
        }
        return options.withPod(new PodIdentity(
                query.text("namespace").orElse(PodIdentity.DEFAULT_NAMESPACE),
                pod.get(),
                query.text("uid").orElseThrow(() -> new BadRequestException("a pod needs its uid: add uid=")),
                query.text("container")));
    }
}
