package dev.heddle.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer that says more than its entity.
 *
 * @param status its status; from 400 on the session is rolled back
 * @param headers its headers besides those of the entity
 * @param entity what Helidon's media support writes, if anything
 */
public record Answer(Status status, Map<String, String> headers, Optional<Object> entity) {

  /**
   * An answer with an entity.
   *
   * @param status its status
   * @param entity its entity
   * @return the answer
   */
  public static Answer of(Status status, Object entity) {
    return new Answer(status, Map.of(), Optional.of(entity));
  }

  /**
   * Says that something was made.
   *
   * @param location where it is
   * @param entity what it is
   * @return the answer
   */
  public static Answer created(String location, Object entity) {
    return new Answer(
        Status.CREATED_201,
        Map.of(HeaderNames.LOCATION.defaultCase(), location),
        Optional.of(entity));
  }

  /**
   * Says that it is done and that there is nothing to show.
   *
   * @return the answer
   */
  public static Answer noContent() {
    return new Answer(Status.NO_CONTENT_204, Map.of(), Optional.empty());
  }

  /** The answer that a handler's return value means; empty when what was asked for is not there. */
  static Optional<Answer> meantBy(@Nullable Object value) {
    return switch (value) {
      case null -> Optional.of(noContent());
      case Answer answer -> Optional.of(answer);
      case Optional<?> maybe -> maybe.flatMap(Answer::meantBy);
      default -> Optional.of(of(Status.OK_200, value));
    };
  }
}
