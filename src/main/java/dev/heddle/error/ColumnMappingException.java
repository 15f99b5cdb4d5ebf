package dev.heddle.error;

import io.helidon.common.GenericType;
import io.helidon.common.mapper.MapperException;
import org.jspecify.annotations.Nullable;

/**
 * What is stored does not fit the type asked for, or no mapper read the row or made a statement's
 * parameters of an object; the message names the column, or both classes. Never a mistake of a
 * client's, so over HTTP it is a 500.
 */
public final class ColumnMappingException extends MapperException {

  private static final long serialVersionUID = 1L;

  /**
   * An error that names what was to be mapped and what was asked for.
   *
   * @param source what the column holds, the row, or what the parameters were to be made of
   * @param target what was asked for
   * @param detail the column, if it is one, and what is wrong
   * @param cause what was thrown, if anything was
   */
  public ColumnMappingException(
      GenericType<?> source, GenericType<?> target, String detail, @Nullable Throwable cause) {
    super(source, target, detail, cause);
  }
}
