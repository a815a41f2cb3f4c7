/**
 * Examines a host for what prevents consoles from reaching contee, with a remedy for each finding. {@link
 * io.contee.doctor.Doctor} runs the checks, one small class each; it needs neither contee nor libvirt to run.
 */
@NullMarked
package io.contee.doctor;

import org.jspecify.annotations.NullMarked;
