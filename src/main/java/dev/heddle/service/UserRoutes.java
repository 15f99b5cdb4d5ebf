package dev.heddle.service;

import dev.heddle.Session;
import dev.heddle.web.Answer;
import dev.heddle.web.RequestRefusedException;
import dev.heddle.web.SessionHandlers;
import io.helidon.http.NotFoundException;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The users resource: one statement a request, each named in the configuration. */
final class UserRoutes implements HttpService {

  private static final int DEFAULT_LIMIT = 20;
  private static final int HIGHEST_LIMIT = 100;

  private final SessionHandlers db;

  UserRoutes(SessionHandlers db) {
    this.db = db;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/", db.read(UserRoutes::list))
        .post("/", db.write(UserRoutes::create))
        .get("/{id}", db.read(UserRoutes::find))
        .put("/{id}", db.write(UserRoutes::replace))
        .delete("/{id}", db.write(UserRoutes::delete));
  }

  /** One page, in the order of ids; {@code next} leads to the one after it. */
  private static Object list(Session session, ServerRequest request) {
    long after = number(request.query().first("after").orElse("0"), "after");
    long limit =
        number(request.query().first("limit").orElse(Integer.toString(DEFAULT_LIMIT)), "limit");
    if (limit < 1 || limit > HIGHEST_LIMIT) {
      throw refused("limit must be from 1 to " + HIGHEST_LIMIT);
    }
    List<User> users =
        session
            .createNamedQuery("list-users")
            .addParam("after", after)
            .addParam("limit", limit)
            .execute()
            .map(row -> row.as(User.class))
            .toList();
    return users.size() < limit
        ? Map.of("users", users)
        : Map.of(
            "users",
            users,
            "next",
            "/users?after=%d&limit=%d".formatted(users.getLast().id(), limit));
  }

  private static Object create(Session session, ServerRequest request) {
    User made =
        session
            .createNamedGet("create-user")
            .namedParam(NewUser.from(request))
            .execute()
            .orElseThrow()
            .as(User.class);
    return Answer.created("/users/" + made.id(), made);
  }

  private static Optional<User> find(Session session, ServerRequest request) {
    return session
        .createNamedGet("find-user")
        .addParam("id", id(request))
        .execute()
        .map(row -> row.as(User.class));
  }

  private static Optional<User> replace(Session session, ServerRequest request) {
    NewUser user = NewUser.from(request);
    return session
        .createNamedGet("replace-user")
        .addParam("id", id(request))
        .addParam("username", user.username())
        .addParam("email", user.email())
        .execute()
        .map(row -> row.as(User.class));
  }

  private static Object delete(Session session, ServerRequest request) {
    if (session.createNamedDelete("delete-user").addParam("id", id(request)).execute() == 0) {
      throw new NotFoundException("no such user");
    }
    return Answer.noContent();
  }

  private static long id(ServerRequest request) {
    return number(request.path().pathParameters().get("id"), "id");
  }

  private static long number(String text, String name) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw refused(name + " must be a whole number");
    }
  }

  private static RequestRefusedException refused(String detail) {
    return new RequestRefusedException(Status.BAD_REQUEST_400, detail);
  }
}
