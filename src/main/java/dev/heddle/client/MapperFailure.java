package dev.heddle.client;

import dev.heddle.error.ColumnMappingException;
import io.helidon.common.GenericType;
import io.helidon.common.mapper.MapperException;
import java.util.Objects;

/**
 * Tells what fails between rows, parameters and the application's classes from what Helidon cannot
 * read in a request: for both it throws a {@link MapperException}, and only the latter is a
 * client's mistake.
 */
final class MapperFailure {

  private MapperFailure() {}

  /** The failure as one of Heddle; its cause is what the mapper threw, if that was no such one. */
  static ColumnMappingException of(
      MapperException failure, GenericType<?> source, GenericType<?> target) {
    return failure instanceof ColumnMappingException own
        ? own
        : new ColumnMappingException(
            source,
            target,
            String.valueOf(failure.getMessage()),
            Objects.requireNonNullElse(failure.getCause(), failure));
  }
}
