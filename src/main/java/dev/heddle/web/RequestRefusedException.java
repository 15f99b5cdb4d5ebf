package dev.heddle.web;

import io.helidon.http.HttpException;
import io.helidon.http.Status;

/**
 * Refuses a request in words that its client is told: they become the {@code detail} of the
 * problem. The text of any other exception is told to nobody. Thrown by a handler, it rolls the
 * session back.
 */
public final class RequestRefusedException extends HttpException {

  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param status the answer's status, from 400 to 499
   * @param detail what is wrong and what would be right, for the client; no secret, and nothing of
   *     what others have sent or stored
   * @throws IllegalArgumentException when the status says that it is not the client's fault
   */
  public RequestRefusedException(Status status, String detail) {
    super(detail, status, true);
    if (status.family() != Status.Family.CLIENT_ERROR) {
      throw new IllegalArgumentException(
          "the status of a refused request is %d; it must be from 400 to 499"
              .formatted(status.code()));
    }
  }
}
