package dev.heddle.web;

import dev.heddle.Database;
import dev.heddle.TransactionOptions;
import io.helidon.http.PathMatcher;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRoute;
import io.helidon.webserver.http.HttpService;

/**
 * Gives handlers a session that is committed before the first byte of their answer leaves, and
 * rolled back in every other case.
 *
 * <ul>
 *   <li>The request's body is read whole before the session begins, within the listener's limits. A
 *       connection is taken at the first statement, and given back before the answer is written: no
 *       client can hold one.
 *   <li>An entity is written to memory first, so that one that cannot be written rolls back. Files,
 *       {@code outputStream()} and sinks are written to the client.
 *   <li>An answer with a status below 400 commits; when the commit fails, the answer is an error. A
 *       status of 400 or more, an exception, {@code next()}, {@code reroute()} and a handler that
 *       sends nothing roll back, at that moment, whatever an error handler answers later.
 *   <li>Once the answer was begun, with {@code send}, {@code outputStream()} or a sink, a statement
 *       throws {@link dev.heddle.error.SessionClosedException}. What fails later, while the body is
 *       written, cannot undo the commit: after {@code outputStream()} and before its first byte,
 *       the client may still be told 500.
 *   <li>{@link Database#client()} joins the session while the handler runs. An answer that is begun
 *       inside a {@code transact} or {@code read} that joined it and has not returned is a mistake:
 *       nothing is kept, and the answer is 500.
 *   <li>A handler that is called inside another one's session joins that, whose options count; when
 *       it fails or does not answer, nothing of the other one's work is kept either. One that is
 *       called inside any other session, such as that of a {@code transact} in a filter, is such a
 *       mistake too, since that is committed only after the answer.
 * </ul>
 *
 * <p>A handler that must stream rows out while it reads them cannot have this, because its client
 * would then hold the connection. It is an ordinary {@link Handler} with a session, or a query, of
 * its own, and with a time limit of its own: {@link TransactionOptions#withTimeout}.
 *
 * <p>Safe for any number of threads, like the handlers that it makes.
 */
public final class SessionHandlers {

  private final Database database;

  private SessionHandlers(Database database) {
    this.database = database;
  }

  /**
   * Handlers with sessions of a database.
   *
   * @param database asked for one session a request
   * @return a maker of handlers
   */
  public static SessionHandlers of(Database database) {
    return new SessionHandlers(database);
  }

  /**
   * A handler in whose session the server refuses every write.
   *
   * @param work answers with a value
   * @return a handler for a route
   */
  public Handler read(SessionHandler work) {
    return handler(TransactionOptions.read(), work);
  }

  /**
   * A handler in a transaction.
   *
   * @param work answers with a value
   * @return a handler for a route
   */
  public Handler write(SessionHandler work) {
    return handler(TransactionOptions.write(), work);
  }

  /**
   * A handler with other options, such as an isolation level or a time limit. With {@link
   * TransactionOptions#withTries} the handler is called again, before anything was sent, when its
   * transaction failed because of others and nothing of it was kept.
   *
   * @param options of each session
   * @param work answers with a value
   * @return a handler for a route
   */
  public Handler handler(TransactionOptions options, SessionHandler work) {
    if (options.tries() > 1) {
      return (request, response) ->
          SessionExchange.repeatable(database, options, work, request, response);
    }
    return classic(
        options,
        (session, request, response) ->
            PreparedAnswer.of(work.handle(session, request), request, response).send(response));
  }

  /**
   * A handler in Helidon's classic form, in a transaction.
   *
   * @param work answers through the response
   * @return a handler for a route
   */
  public Handler classic(ClassicSessionHandler work) {
    return classic(TransactionOptions.write(), work);
  }

  /**
   * A handler in Helidon's classic form, with other options.
   *
   * @param options of each session
   * @param work answers through the response
   * @return a handler for a route
   * @throws IllegalArgumentException for more than one try: the response would keep what the first
   *     one has set
   */
  public Handler classic(TransactionOptions options, ClassicSessionHandler work) {
    if (options.tries() > 1) {
      throw new IllegalArgumentException(
          "a handler that answers through the response cannot be called again (tries=%d); let it return its answer, with handler(options, work)"
              .formatted(options.tries()));
    }
    return (request, response) ->
        SessionExchange.handle(database, options, work, request, response);
  }

  /**
   * A service with each of its routes in a transaction: what it does through {@link
   * Database#client()} is committed before its answer, without a change to it.
   *
   * @param service any service of Helidon's
   * @return a service to register in its place
   */
  public HttpService service(HttpService service) {
    return service(TransactionOptions.write(), service);
  }

  /**
   * A service with each of its routes in a session with these options.
   *
   * @param options of each session
   * @param service any service of Helidon's
   * @return a service to register in its place
   */
  public HttpService service(TransactionOptions options, HttpService service) {
    return RouteMapping.service(service, new InSession(options));
  }

  private final class InSession implements RouteMapping {

    private final TransactionOptions options;

    private InSession(TransactionOptions options) {
      this.options = options;
    }

    @Override
    public HttpRoute map(HttpRoute route) {
      Handler work = route.handler();
      return new HandledRoute(
          route, classic(options, (_, request, response) -> work.handle(request, response)));
    }

    @Override
    public RouteMapping below(PathMatcher prefix) {
      return this;
    }
  }
}
