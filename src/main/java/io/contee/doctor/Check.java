package io.contee.doctor;

import io.contee.model.ConteeException;
import java.util.List;
import java.util.Optional;

/** Examines one thing of a host, without changing it. */
interface Check {

    /** The subject of the check, in a word or two. */
    String name();

    /**
     * Examines it.
     *
     * @return one finding at least
     * @throws ConteeException if it cannot be examined
     */
    List<Finding> examine();

    default Finding ok(String summary) {
        return new Finding(name(), Level.OK, summary, Optional.empty(), Optional.empty());
    }

    default Finding warning(String summary, String explanation, String remedy) {
        return new Finding(name(), Level.WARNING, summary, Optional.of(explanation), Optional.of(remedy));
    }

    default Finding problem(String summary, String explanation, String remedy) {
        return new Finding(name(), Level.PROBLEM, summary, Optional.of(explanation), Optional.of(remedy));
    }

    default Finding unknown(String summary, String remedy) {
        return new Finding(name(), Level.UNKNOWN, summary, Optional.empty(), Optional.of(remedy));
    }
}
