package io.contee.log.read;

import java.io.IOException;

/** Reports that a log's files have changed since they were listed: list them again. */
final class RotatedException extends IOException {}
