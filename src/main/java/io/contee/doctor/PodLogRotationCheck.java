package io.contee.doctor;

import io.contee.model.LogPolicy;
import io.contee.model.LogRotation;
import java.util.List;

/**
 * Checks whether logs of pods are emptied in their place.
 *
 * @param podLog how pod logs are rotated
 */
record PodLogRotationCheck(LogPolicy podLog) implements Check {

    @Override
    public String name() {
        return "rotation of pod logs";
    }

    @Override
    public List<Finding> examine() {
        return switch (podLog.rotate().orElse(LogRotation.SIZE)) {
            case TRUNCATE_PODS ->
                List.of(warning(
                        "podLog.rotate is truncate-pods",
                        "'kubectl logs -f' and whatever else follows a pod's log lose what they have not read when it is"
                                + " emptied, which may be nearly everything",
                        "set podLog.rotate: size, or truncate to empty only logs of domains without a pod"));
            case TRUNCATE -> List.of(ok("logs of pods are rotated by size, all others are emptied when they are full"));
            case SIZE, HOURLY, DAILY -> List.of(ok("old files are kept, and followers read them to the end"));
        };
    }
}
