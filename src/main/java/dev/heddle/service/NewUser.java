package dev.heddle.service;

import io.helidon.http.BadRequestException;
import io.helidon.webserver.http.ServerRequest;
import jakarta.json.JsonException;
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
      throw new BadRequestException("the body is missing");
    }
    try {
      JsonObject body = request.content().as(JsonObject.class);
      return new NewUser(text(body, "username"), text(body, "email"));
    } catch (JsonException e) {
      throw new BadRequestException("the body is not a JSON object", e);
    }
  }

  private static String text(JsonObject body, String name) {
    if (body.get(name) instanceof JsonString value) {
      return value.getString();
    }
    throw new BadRequestException(name + " is missing, or no text");
  }
}
