package dev.heddle.web;

import dev.heddle.Database;
import dev.heddle.Session;
import dev.heddle.TransactionOptions;
import io.helidon.http.NotFoundException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Binds handlers to sessions, one session a request. The request's body is read whole before the
 * session begins; the session commits, and has given its connection back, before the first byte of
 * the answer leaves; a handler that throws, passes the request on, or sends nothing has rolled back
 * at that moment. While the handler runs, {@link Database#client()} joins its session.
 */
public final class SessionHandlers {

  private static final Logger LOGGER = System.getLogger(SessionHandlers.class.getName());

  private final Database database;

  private SessionHandlers(Database database) {
    this.database = database;
  }

  /**
   * Handlers on a database.
   *
   * @param database the database
   * @return its handlers
   */
  public static SessionHandlers of(Database database) {
    return new SessionHandlers(database);
  }

  /**
   * A handler whose session only reads, which the server enforces.
   *
   * @param work what it does; an empty Optional is answered with 404
   * @return the handler
   */
  public Handler read(SessionHandler work) {
    return handler(TransactionOptions.read(), work);
  }

  /**
   * A handler whose session is a transaction; a returned status of 400 or more rolls it back.
   *
   * @param work what it does; null is answered with 204, an empty Optional with 404
   * @return the handler
   */
  public Handler write(SessionHandler work) {
    return handler(TransactionOptions.write(), work);
  }

  /**
   * A handler with a session of a certain kind.
   *
   * @param options the kind
   * @param work what it does
   * @return the handler
   */
  public Handler handler(TransactionOptions options, SessionHandler work) {
    return (request, response) -> {
      readWhole(request);
      PreparedAnswer ready;
      try (Session session = database.session(options)) {
        Answer answer =
            database
                .within(session, () -> Answer.meantBy(work.handle(session, request)))
                .orElseThrow(() -> new NotFoundException("no such thing"));
        // Serialised before the commit, so that an entity that cannot be written rolls back.
        ready = PreparedAnswer.of(answer, request, response);
        if (answer.status().code() < Status.BAD_REQUEST_400.code()) {
          session.commit();
        }
      }
      ready.send(response);
    };
  }

  /**
   * A handler in Helidon's classic form, whose session is a transaction. Whatever way it answers,
   * the commit comes first; after it, a statement in the session is an error. Note that an
   * exception after {@code outputStream()} may still turn the answer into an error although the
   * commit stands.
   *
   * @param work what it does
   * @return the handler
   */
  public Handler classic(ClassicSessionHandler work) {
    return classic(TransactionOptions.write(), work);
  }

  /**
   * A handler in Helidon's classic form with a session of a certain kind.
   *
   * @param options the kind
   * @param work what it does
   * @return the handler
   */
  public Handler classic(TransactionOptions options, ClassicSessionHandler work) {
    return (request, response) -> {
      readWhole(request);
      try (Session session = database.session(options)) {
        response.beforeSend(() -> finish(session, response));
        database.within(session, () -> run(work, session, request, response));
        if (!session.isClosed()) {
          requirePassedOn(response);
        }
      }
    };
  }

  /**
   * A service each of whose routes runs in a session of its own.
   *
   * @param service any Helidon service, such as one that knows only a {@code DbClient}
   * @return the service, bound
   */
  public HttpService service(HttpService service) {
    return rules -> service.routing(new SessionRules(this, rules));
  }

  private static Status run(
      ClassicSessionHandler work, Session session, ServerRequest request, ServerResponse response)
      throws Exception {
    try {
      work.handle(session, request, response);
      return response.status();
    } catch (Exception e) {
      if (response.isSent() || response.bytesWritten() > 0) {
        // The answer has left, so no handler can change it; its text stays out of the log.
        LOGGER.log(Level.WARNING, "a handler failed after its answer: {0}", e.getClass().getName());
        throw new CloseConnectionException("a handler failed after its answer");
      }
      throw e;
    }
  }

  /** Without an answer, only {@code next()} and {@code reroute()} are ways to end a handler. */
  private static void requirePassedOn(ServerResponse response) {
    if (response instanceof RoutingResponse routed
        && !routed.isNexted()
        && !routed.shouldReroute()) {
      throw new IllegalStateException(
          "the handler returned without send, next or reroute; its session was rolled back");
    }
  }

  /** Ends the session before the answer; the listener also runs for an error's answer, later. */
  private static void finish(Session session, ServerResponse response) {
    if (session.isClosed()) {
      return;
    }
    try (session) {
      if (response.status().code() < Status.BAD_REQUEST_400.code()) {
        session.commit();
      }
    }
  }

  /** No connection may wait for the arrival of a body. */
  private static void readWhole(ServerRequest request) {
    if (request.content().hasEntity()) {
      request.content().buffer();
    }
  }
}
