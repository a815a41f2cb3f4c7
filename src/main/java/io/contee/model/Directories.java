package io.contee.model;

import io.contee.model.Layout.LogDir;
import io.contee.model.Layout.RunDir;
import java.nio.file.Path;

/**
 * The directories of one contee.
 *
 * @param run the directory of the sockets
 * @param logs the directory of the raw logs
 * @param podLogs the directory of the pod logs, which a kubelet reads and cleans
 * @param ownPodLogs the directory of the pod logs of domains without a pod's identity; by default
 *     {@link LogDir#pods} of the raw logs
 */
public record Directories(RunDir run, LogDir logs, Path podLogs, Path ownPodLogs) {}
