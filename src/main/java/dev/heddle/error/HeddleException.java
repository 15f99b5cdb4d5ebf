package dev.heddle.error;

import io.helidon.dbclient.DbClientException;
import org.jspecify.annotations.Nullable;

/**
 * What Heddle itself refuses or reports; a statement that the server refused is a {@link
 * StatementException}.
 */
public abstract class HeddleException extends DbClientException {

  private static final long serialVersionUID = 1L;

  /** An error with its cause, if another one caused it. */
  protected HeddleException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
