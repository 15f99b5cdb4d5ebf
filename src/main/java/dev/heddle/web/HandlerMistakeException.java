package dev.heddle.web;

import io.helidon.http.Status;
import java.io.Serial;

/** What a handler must not do. Its text has no value of a request in it, so it is logged. */
final class HandlerMistakeException extends IllegalStateException {

  @Serial private static final long serialVersionUID = 1L;

  private HandlerMistakeException(String message) {
    super(message);
  }

  static HandlerMistakeException noAnswer() {
    return new HandlerMistakeException(
        "the handler returned without send, next or reroute; its session was rolled back");
  }

  static HandlerMistakeException entityOf(Status status) {
    return new HandlerMistakeException(
        "an answer with status %d has no entity, and the handler returned one; its session was rolled back"
            .formatted(status.code()));
  }

  /** An answer that a part of the work began, which may still fail. */
  static HandlerMistakeException answerOfAPart() {
    return new HandlerMistakeException(
        "the answer was begun inside a database.transact or database.read which has not returned;"
            + " everything was rolled back. Send the answer when it has returned");
  }

  /** An answer that says that something is kept which another one commits later. */
  static HandlerMistakeException answerOfAnUncommittedSession() {
    return new HandlerMistakeException(
        "the handler was called inside a database.transact, of a filter for instance, which has not"
            + " returned, so the answer cannot say that anything is kept. Let the handler's own"
            + " session be the outermost one");
  }
}
