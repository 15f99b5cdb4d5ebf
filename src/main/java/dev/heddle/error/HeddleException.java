package dev.heddle.error;

import io.helidon.dbclient.DbClientException;
import org.jspecify.annotations.Nullable;

/**
 * What Heddle itself refuses or reports; a statement that the server refused is a {@link
 * StatementException}.
 */
public abstract class HeddleException extends DbClientException {

  private static final long serialVersionUID = 1L;

  /**
   * For each kind of failure.
   *
   * @param message what happened, the measured numbers and the next step
   * @param cause what caused it, if something else did
   */
  protected HeddleException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
