package dev.heddle.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.BadRequestException;
import io.helidon.http.Headers;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;

/**
 * A body that is one JSON text as RFC 8259 has it: in UTF-8 without a fault, and with nothing
 * behind its end. What reads it later would replace what is no UTF-8, and not look behind the end.
 */
final class JsonText {

  /** Made once: looking for the library's implementation takes longer than a short text. */
  private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());

  private JsonText() {}

  /** Whether the headers say that a body is one; they may say, too, that it is in another code. */
  static boolean isSaidIn(Headers headers) {
    return headers
        .contentType()
        .filter(said -> isJson(said.mediaType().subtype().toLowerCase(Locale.ROOT)))
        .filter(said -> said.charset().map(JsonText::isUtf8).orElse(true))
        .isPresent();
  }

  private static boolean isUtf8(String charset) {
    try {
      return Charset.forName(charset).equals(UTF_8);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isJson(String subtype) {
    return subtype.equals("json") || subtype.endsWith("+json");
  }

  /**
   * Reads a body whole; it is no longer than {@code max-payload}.
   *
   * @throws BadRequestException when it is no such text
   */
  static InputStream whole(InputStream body) {
    byte[] bytes = bytes(body);
    try (JsonParser parser = PARSERS.createParser(new ByteArrayInputStream(bytes))) {
      var _ = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      while (parser.hasNext()) {
        parser.next();
      }
    } catch (CharacterCodingException | JsonException e) {
      throw new BadRequestException("The body is no JSON text", e);
    }
    return new ByteArrayInputStream(bytes);
  }

  private static byte[] bytes(InputStream body) {
    try (body) {
      return body.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
