package dev.heddle;

import dev.heddle.web.Answer;
import dev.heddle.web.HeddleFeature;
import dev.heddle.web.SessionHandlers;
import io.helidon.config.Config;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;

/** The example of {@code README.md}, between the two marks. */
final class ReadmeExample {

  private ReadmeExample() {}

  // README begins
  record User(long id, String username) {}

  static WebServer serve(Config config) {
    Database database = Database.create(config.get("database")); // opens nothing yet
    SessionHandlers db = SessionHandlers.of(database);
    return WebServer.builder()
        .config(config.get("server"))
        .addFeature(HeddleFeature.create(database)) // lifecycle, errors, /health, statistics
        .routing(
            routing ->
                routing
                    .get("/users/{id}", db.read(ReadmeExample::find))
                    .post("/users", db.write(ReadmeExample::create)))
        .build()
        .start();
  }

  static Optional<String> find(Session session, ServerRequest request) { // empty: 404
    return session
        .createGet("SELECT id, username FROM users WHERE id = :id")
        .addParam("id", request.path().pathParameters().first("id").asLong().get())
        .execute()
        .map(row -> row.as(User.class).username());
  }

  static Answer create(Session session, ServerRequest request) { // committed, then answered
    long id =
        session
            .createGet("INSERT INTO users (username) VALUES (:name) RETURNING id")
            .addParam("name", request.content().as(String.class))
            .execute()
            .map(row -> row.column("id").getLong())
            .orElseThrow();
    return Answer.created("/users/" + id, "created");
  }
  // README ends
}
