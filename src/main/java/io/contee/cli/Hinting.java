package io.contee.cli;

import io.contee.model.ConteeException.Kind;
import java.util.Optional;

/** A command that knows which of its options helps after a failure. */
interface Hinting {

    /** Returns what to add to a failure's message; empty if no option helps. */
    Optional<String> hint(Kind failure);
}
