/**
 * Examines a host for what keeps consoles from contee, and says of each finding what to do about it. {@link
 * io.contee.doctor.Doctor} runs the checks, one small class each; it needs neither contee nor libvirt to run.
 */
@NullMarked
package io.contee.doctor;

import org.jspecify.annotations.NullMarked;
