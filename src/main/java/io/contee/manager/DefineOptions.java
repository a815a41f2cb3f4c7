package io.contee.manager;

import io.contee.config.ConteeConfig;
import io.contee.domainxml.ConsoleMetadata;
import io.contee.model.ByteSize;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.LogPolicy;
import io.contee.model.PodIdentity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The options of a definition. The domain's metadata, or else the configuration, supplies those that are not given.
 *
 * @param mode its consoles' mode
 * @param pod the pod that its consoles log for
 * @param maxSize the limit of each file of its raw logs, see {@link LogPolicy}
 * @param maxFiles how many rotated files its raw logs keep, see {@link LogPolicy}
 * @param annotations for aggregators; added to those that its metadata has, of which one with the same key is replaced
 * @param takeOver whether consoles of type unix that others serve are rewritten, too; the domain's metadata records it
 */
public record DefineOptions(
        Optional<ConsoleMode> mode,
        Optional<PodIdentity> pod,
        Optional<ByteSize> maxSize,
        Optional<Integer> maxFiles,
        Map<String, String> annotations,
        boolean takeOver) {

    /** Leaves all to the domain's metadata and the configuration. */
    public static final DefineOptions DEFAULTS =
            new DefineOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), false);

    /**
     * Copies the annotations.
     *
     * @throws ConteeException if one has no key
     */
    public DefineOptions {
        if (annotations.containsKey("")) {
            throw new ConteeException("an annotation has no key: give it as KEY=VALUE");
        }
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /** Returns the same options with a pod identity. */
    public DefineOptions withPod(PodIdentity identity) {
        return new DefineOptions(mode, Optional.of(identity), maxSize, maxFiles, annotations, takeOver);
    }

    /** Returns the same options with a mode. */
    public DefineOptions withMode(ConsoleMode wanted) {
        return new DefineOptions(Optional.of(wanted), pod, maxSize, maxFiles, annotations, takeOver);
    }

    /** Returns the same options with a limit of the raw logs. */
    public DefineOptions withLog(LogPolicy limit) {
        return new DefineOptions(
                mode, pod, Optional.of(limit.maxSize()), Optional.of(limit.maxFiles()), annotations, takeOver);
    }

    /** Returns the same options with other annotations. */
    public DefineOptions withAnnotations(Map<String, String> wanted) {
        return new DefineOptions(mode, pod, maxSize, maxFiles, wanted, takeOver);
    }

    /** Returns the same options with another choice about consoles that others serve. */
    public DefineOptions withTakeOver(boolean allowed) {
        return new DefineOptions(mode, pod, maxSize, maxFiles, annotations, allowed);
    }

    /**
     * Returns the metadata of a domain that is defined with these options.
     *
     * @param stated the metadata in its XML
     * @throws ConteeException if a limit of its logs is out of range
     */
    ConsoleMetadata appliedTo(ConsoleMetadata stated, ConteeConfig config) {
        Map<String, String> all = new LinkedHashMap<>(stated.annotations());
        all.putAll(annotations);
        return new ConsoleMetadata(
                Optional.of(mode.or(stated::mode).orElse(config.domains().mode())),
                takeOver || stated.takeOver(),
                stated.shared(),
                pod.or(stated::pod),
                maxSize.isEmpty() && maxFiles.isEmpty() ? stated.log() : Optional.of(log(stated.log(), config)),
                all);
    }

    private LogPolicy log(Optional<LogPolicy> stated, ConteeConfig config) {
        LogPolicy otherwise = stated.orElseGet(() ->
                new LogPolicy(config.logs().raw().maxSize(), config.logs().raw().maxFiles()));
        return otherwise.withLimit(maxSize.orElse(otherwise.maxSize()), maxFiles.orElse(otherwise.maxFiles()));
    }
}
