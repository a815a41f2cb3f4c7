package io.contee.stats;

/**
 * The calls of libvirt's hook with the same operation and outcome.
 *
 * @param operation libvirt's name of the operation, or {@code unknown}
 * @param outcome {@code ok}, {@code rewritten} if the hook returned changed XML, or {@code failed}
 * @param took how long they took
 */
public record HookFigures(String operation, String outcome, Durations.Recorded took) {}
