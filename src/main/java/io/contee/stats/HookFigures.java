package io.contee.stats;

/**
 * The calls of libvirt's hook that had one outcome.
 *
 * @param operation libvirt's name of the operation, or {@code unknown}
 * @param outcome {@code ok}, {@code rewritten} if libvirt was given other XML, or {@code failed}
 * @param took how long they took
 */
public record HookFigures(String operation, String outcome, Durations.Recorded took) {}
