package dev.heddle.web;

import dev.heddle.Database;
import dev.heddle.Session;
import dev.heddle.TransactionOptions;
import io.helidon.http.HttpException;
import io.helidon.http.InternalServerException;
import io.helidon.http.Status;
import io.helidon.http.media.ReadableEntity;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.SocketException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request, its session and its answer. Helidon runs a listener before an answer's first byte,
 * and again before that of an error's answer when the first time threw; so the session is settled
 * once, and what became of it decides the second time.
 */
final class SessionExchange implements AutoCloseable {

  private enum State {
    /** No answer was begun. */
    OPEN,
    /** Committed before an answer, or rolled back for good. */
    SETTLED,
    /** The commit failed, so no answer may say that it did not. */
    COMMIT_FAILED
  }

  /** The one whose handler is at work. */
  private static final ScopedValue<SessionExchange> CURRENT = ScopedValue.newInstance();

  private final Session session;
  private final ServerResponse response;

  /** The one inside whose handler this one's is called, of another database. */
  private final @Nullable SessionExchange outer = CURRENT.isBound() ? CURRENT.get() : null;

  private State state = State.OPEN;
  private boolean abandoned;
  private @Nullable RuntimeException commitFailure;

  private SessionExchange(Session session, ServerResponse response) {
    this.session = session;
    this.response = response;
  }

  static void handle(
      Database database,
      TransactionOptions options,
      ClassicSessionHandler work,
      ServerRequest request,
      ServerResponse response)
      throws Exception {
    if (database.currentSession().isPresent()) {
      // As a part of it, so that a mistake undoes what encloses it.
      SessionExchange outer = database.transact(SessionExchange::ofHandler);
      outer.join(database, work, request, response);
      return;
    }
    readWhole(request.content());
    ServerResponse own = PreparedResponse.unwrapped(response);
    SessionExchange exchange =
        new SessionExchange(database.session(limited(options, database, request)), own);
    try (exchange) {
      own.beforeSend(exchange::beforeSend);
      ServerResponse prepared = new PreparedResponse(request, own);
      Client.beginAbandonable();
      ScopedValue.where(CURRENT, exchange)
          .call(
              () ->
                  database.within(
                      exchange.session,
                      () -> {
                        work.handle(exchange.session, request, prepared);
                        return exchange;
                      }));
      exchange.requireAnswer();
    } catch (Exception e) {
      throw exchange.abandoned ? gone() : passedOn(e, own);
    }
  }

  /** Calls the work as often as the options say; answers when all of it is committed. */
  static void repeatable(
      Database database,
      TransactionOptions options,
      SessionHandler work,
      ServerRequest request,
      ServerResponse response)
      throws Exception {
    readWhole(request.content());
    try {
      PreparedAnswer answer =
          database.transact(
              limited(options, database, request),
              session -> {
                if (session.isNested()) {
                  ofHandler(session);
                }
                PreparedAnswer prepared = prepared(work, session, request, response);
                if (!prepared.isSuccess()) {
                  session.rollback();
                }
                return prepared;
              });
      answer.send(response);
    } catch (Exception e) {
      throw passedOn(e, response);
    }
  }

  /**
   * The exchange whose session this is: only then it is committed before the answer.
   *
   * @throws HandlerMistakeException when it is not a handler's
   */
  private static SessionExchange ofHandler(Session session) {
    SessionExchange at = CURRENT.isBound() ? CURRENT.get() : null;
    while (at != null && at.session != session) {
      at = at.outer;
    }
    if (at != null) {
      return at;
    }
    throw HandlerMistakeException.answerOfAnUncommittedSession();
  }

  /**
   * Lets another handler work in this one's session, as a part of it: one that fails, or does not
   * answer, leaves all of it a rollback, whatever becomes of the failure.
   */
  private void join(
      Database database, ClassicSessionHandler work, ServerRequest request, ServerResponse prepared)
      throws Exception {
    try {
      work.handle(session, request, prepared);
      requireAnswer();
      if (isUnsettled()) {
        database.transact(
            part -> {
              part.rollback();
              return part;
            });
      }
    } catch (Throwable e) {
      if (isUnsettled()) {
        database.transact(_ -> rethrown(e));
      }
      throw e;
    }
  }

  private boolean isUnsettled() {
    return state == State.OPEN && !session.isClosed();
  }

  private static Session rethrown(Throwable failure) throws Exception {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (Exception) failure;
  }

  private static PreparedAnswer prepared(
      SessionHandler work, Session session, ServerRequest request, ServerResponse response)
      throws Exception {
    Client.beginAbandonable();
    PreparedAnswer prepared;
    try {
      prepared = PreparedAnswer.of(work.handle(session, request), request, response);
    } catch (Exception e) {
      throw Client.endAbandonable() ? gone() : e;
    }
    if (Client.endAbandonable()) {
      throw gone();
    }
    return prepared;
  }

  /** Rolls back, unless an answer was begun. */
  @Override
  public void close() {
    endWork();
    if (state == State.OPEN) {
      state = State.SETTLED;
      session.close();
    }
  }

  /** Without an answer, only {@code next()} and {@code reroute()} are ways to end a handler. */
  private void requireAnswer() {
    if (state == State.OPEN
        && response instanceof RoutingResponse routing
        && !routing.isNexted()
        && !routing.shouldReroute()) {
      throw HandlerMistakeException.noAnswer();
    }
  }

  private void beforeSend() {
    boolean success = response.status().code() < 400;
    switch (state) {
      case OPEN -> {
        endWork();
        if (success && abandoned) {
          throw gone();
        } else if (success) {
          commit();
        } else {
          close();
        }
      }
      case SETTLED -> {}
      case COMMIT_FAILED -> {
        if (success) {
          ProblemLog.log(
              Problem.of(Status.INTERNAL_SERVER_ERROR_500), Objects.requireNonNull(commitFailure));
          response.status(Status.INTERNAL_SERVER_ERROR_500);
        }
      }
    }
  }

  /** What follows, such as the commit, is not cut short when the client goes away. */
  private void endWork() {
    abandoned |= Client.endAbandonable();
  }

  private void commit() {
    state = State.COMMIT_FAILED;
    try (session) {
      if (session.isNested()) {
        throw HandlerMistakeException.answerOfAPart();
      }
      session.commit();
      state = State.SETTLED;
    } catch (RuntimeException e) {
      commitFailure = e;
      throw e;
    }
  }

  /** The options with the client's own time limit, when that is sooner over. */
  private static TransactionOptions limited(
      TransactionOptions options, Database database, ServerRequest request) {
    Duration configured =
        options.timeout().isZero() ? database.settings().session().timeout() : options.timeout();
    return Client.withinBudget(options, configured, request);
  }

  private static void readWhole(ReadableEntity content) {
    if (!content.hasEntity() || content.consumed()) {
      return;
    }
    try {
      content.buffer();
    } catch (IllegalStateException e) {
      throw new HttpException(
          "The body is too large", Status.REQUEST_ENTITY_TOO_LARGE_413, e, false);
    }
  }

  /**
   * What Helidon is to make of a failure. Once bytes have left it can only close the connection,
   * and would log the exception's text; and a checked exception caused by a socket, which may be
   * the database's, it would take for the client's and answer nothing.
   */
  private static Exception passedOn(Exception failure, ServerResponse response) {
    if (failure instanceof CloseConnectionException
        || failure instanceof ServerConnectionException) {
      return gone();
    }
    if (response instanceof RoutingResponse routing && !routing.resetStream()) {
      ProblemLog.logAfterAnswer(failure);
      return new CloseConnectionException("The handler failed after its answer was begun");
    }
    return !(failure instanceof RuntimeException) && failure.getCause() instanceof SocketException
        ? new InternalServerException("The handler failed", failure)
        : failure;
  }

  private static CloseConnectionException gone() {
    return new CloseConnectionException("The client is gone");
  }
}
