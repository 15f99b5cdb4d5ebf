package dev.heddle.service;

import dev.heddle.web.RequestRefusedException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;

/**
 * A user as a client sends it; the table's own checks decide what is allowed.
 *
 * @param username unique
 * @param email an address
 */
record NewUser(String username, String email) {

  /** Reads a request's body. */
  static NewUser from(ServerRequest request) {
    if (!request.content().hasEntity()) {
      throw refused("the body is missing; send a JSON object with username and email");
    }
    JsonObject body = request.content().as(JsonObject.class);
    return new NewUser(text(body, "username"), text(body, "email"));
  }

  private static RequestRefusedException refused(String detail) {
    return new RequestRefusedException(Status.BAD_REQUEST_400, detail);
  }

  private static String text(JsonObject body, String name) {
    if (body.get(name) instanceof JsonString value) {
      return value.getString();
    }
    throw refused(name + " is missing, or no text");
  }
}
