package io.contee.log.read;

import java.io.IOException;

/** A log's files are not any more as they were listed: list them again. */
final class RotatedException extends IOException {}
