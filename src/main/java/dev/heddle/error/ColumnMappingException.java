package dev.heddle.error;

import io.helidon.common.GenericType;
import io.helidon.common.mapper.MapperException;
import org.jspecify.annotations.Nullable;

/** A column's value does not fit the type asked for; the message names the column. */
public final class ColumnMappingException extends MapperException {

  private static final long serialVersionUID = 1L;

  /**
   * An error that names the column, what it holds and what was asked for.
   *
   * @param source what the column holds, or the row
   * @param target what was asked for
   * @param detail the column and what is wrong
   * @param cause what was thrown, if anything was
   */
  public ColumnMappingException(
      GenericType<?> source, GenericType<?> target, String detail, @Nullable Exception cause) {
    super(source, target, detail, cause);
  }
}
