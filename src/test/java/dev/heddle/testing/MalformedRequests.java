package dev.heddle.testing;

import java.util.ArrayList;
import java.util.List;

/** Requests that no client should send, and that servers have been fooled by. */
public final class MalformedRequests {

  private MalformedRequests() {}

  /**
   * One of them.
   *
   * @param name what is wrong with it
   * @param request its bytes, each one a character; <code>{path}</code> stands for its path
   */
  public record Malformed(String name, String request) {}

  /** All of them. */
  public static List<Malformed> all() {
    List<Malformed> all = new ArrayList<>();
    String chunked = "Transfer-Encoding: chunked";

    all.add(
        of(
            "two Content-Lengths that differ",
            post("Content-Length: 5\r\nContent-Length: 6", "hello")));
    all.add(
        of(
            "two Content-Lengths that agree",
            post("Content-Length: 5\r\nContent-Length: 5", "hello")));
    all.add(of("a list of Content-Lengths", post("Content-Length: 5, 5", "hello")));
    all.add(of("Content-Length with a plus", post("Content-Length: +5", "hello")));
    all.add(of("negative Content-Length", post("Content-Length: -5", "hello")));
    all.add(of("Content-Length in hexadecimal", post("Content-Length: 0x5", "hello")));
    all.add(of("Content-Length with a fraction", post("Content-Length: 5.0", "hello")));
    all.add(of("empty Content-Length", post("Content-Length: ", "hello")));
    all.add(
        of("Content-Length past a long", post("Content-Length: 99999999999999999999", "hello")));
    all.add(of("Content-Length past a payload", post("Content-Length: 999999999", "hello")));
    all.add(of("Content-Length with letters", post("Content-Length: five", "hello")));
    all.add(of("Content-Length in other digits", post("Content-Length: \u00b2", "hello")));

    all.add(of("Content-Length and chunked", post("Content-Length: 5\r\n" + chunked, "0\r\n\r\n")));
    all.add(of("chunked and Content-Length", post(chunked + "\r\nContent-Length: 5", "0\r\n\r\n")));
    all.add(of("unknown transfer coding", post("Transfer-Encoding: xchunked", "0\r\n\r\n")));
    all.add(of("identity transfer coding", post("Transfer-Encoding: identity", "hello")));
    all.add(of("chunked not last", post("Transfer-Encoding: chunked, gzip", "0\r\n\r\n")));
    all.add(of("chunked twice", post("Transfer-Encoding: chunked, chunked", "0\r\n\r\n")));
    all.add(of("chunked in two headers", post(chunked + "\r\n" + chunked, "0\r\n\r\n")));
    all.add(
        of(
            "chunked after a tabulator of its own",
            post("Transfer-Encoding:\u000bchunked", "0\r\n\r\n")));
    all.add(of("empty Transfer-Encoding", post("Transfer-Encoding: ", "0\r\n\r\n")));
    all.add(of("quoted chunked", post("Transfer-Encoding: \"chunked\"", "0\r\n\r\n")));

    all.add(of("chunk size not a number", post(chunked, "xyz\r\nhello\r\n0\r\n\r\n")));
    all.add(of("chunk size with a plus", post(chunked, "+5\r\nhello\r\n0\r\n\r\n")));
    all.add(of("negative chunk size", post(chunked, "-5\r\nhello\r\n0\r\n\r\n")));
    all.add(of("chunk size with 0x", post(chunked, "0x5\r\nhello\r\n0\r\n\r\n")));
    all.add(of("chunk size with blanks", post(chunked, " 5 \r\nhello\r\n0\r\n\r\n")));
    all.add(of("chunk size past an int", post(chunked, "100000005\r\nhello\r\n0\r\n\r\n")));
    all.add(of("chunk size past a payload", post(chunked, "7fffffff\r\nhello\r\n0\r\n\r\n")));
    all.add(of("empty chunk size", post(chunked, "\r\nhello\r\n0\r\n\r\n")));
    all.add(of("chunk longer than its size", post(chunked, "5\r\nhello!!0\r\n\r\n")));
    all.add(of("chunk without its line end", post(chunked, "5\r\nhello0\r\n\r\n")));
    all.add(of("chunk size ended by a bare line feed", post(chunked, "5\nhello\r\n0\r\n\r\n")));
    all.add(of("chunk ended by a bare line feed", post(chunked, "5\r\nhello\n0\r\n\r\n")));
    all.add(
        of(
            "overlong chunk extension",
            post(chunked, "5;" + "x".repeat(100_000) + "\r\nhello\r\n0\r\n\r\n")));
    all.add(of("chunk extension with a line feed", post(chunked, "5;x\nx\r\nhello\r\n0\r\n\r\n")));
    all.add(
        of("overlong chunk size", post(chunked, "0".repeat(100_000) + "5\r\nhello\r\n0\r\n\r\n")));
    all.add(
        of("rubbish after the last chunk", post(chunked, "5\r\nhello\r\n0\r\nrubbish\r\n\r\n")));

    all.add(of("bare line feeds", "GET {path} HTTP/1.1\nHost: localhost\n\n"));
    all.add(
        of(
            "a bare line feed after the request line",
            "GET {path} HTTP/1.1\nHost: localhost\r\n\r\n"));
    all.add(of("a bare line feed in a header", get("X-One: 1\nX-Two: 2")));
    all.add(of("a bare carriage return in a header", get("X-One: 1\rX-Two: 2")));
    all.add(of("NUL in the request line", "GET {path}\0 HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(of("NUL in a header's name", get("X-\0One: 1")));
    all.add(of("NUL in a header's value", get("X-One: 1\0")));
    all.add(of("a control character in a header's value", get("X-One: \u0001")));
    all.add(
        of(
            "overlong request line",
            "GET {path}?" + "x".repeat(100_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(
        of("overlong method", "G".repeat(100_000) + " {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(of("overlong header", get("X-One: " + "x".repeat(100_000))));
    all.add(of("overlong header name", get("X".repeat(100_000) + ": 1")));
    all.add(of("too many headers", get("X-One: 1\r\n".repeat(20_000) + "X-Two: 2")));
    all.add(of("a folded header", get("X-One: 1\r\n folded: 2")));
    all.add(of("a folded header without a colon", get("X-One: 1\r\n\tfolded")));
    all.add(of("a blank before the colon", post("Content-Length : 5", "hello")));
    all.add(
        of("a blank before the first header", "GET {path} HTTP/1.1\r\n Host: localhost\r\n\r\n"));
    all.add(of("a header without a colon", get("X-One")));
    all.add(of("a header without a name", get(": 1")));
    all.add(of("a header name of other characters", get("X(One): 1")));
    all.add(of("no Host", "GET {path} HTTP/1.1\r\n\r\n"));
    all.add(of("two Hosts", get("Host: other")));
    all.add(of("empty Host", "GET {path} HTTP/1.1\r\nHost: \r\n\r\n"));
    all.add(of("a Host that is none", "GET {path} HTTP/1.1\r\nHost: a b/c?d\r\n\r\n"));

    all.add(of("a method of other characters", "G(T {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(of("an empty method", " {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(of("no version", "GET {path}\r\n\r\n"));
    all.add(of("version 9.9", "GET {path} HTTP/9.9\r\nHost: localhost\r\n\r\n"));
    all.add(of("version 1.10", "GET {path} HTTP/1.10\r\nHost: localhost\r\n\r\n"));
    all.add(of("another protocol", "GET {path} FTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(of("version in small letters", "GET {path} http/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(of("two blanks before the path", "GET  {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(of("a tabulator for a blank", "GET\t{path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(of("a blank in the path", "GET {path} x HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(of("a broken percent sign", "GET {path}%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(
        of("a target without a path", "GET http:://x{path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(
        of(
            "TLS on a plain port",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"));
    all.add(of("HTTP/2 by prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    all.add(of("rubbish", "\u0001\u0002\u0003\u00ff\u00fe\r\n\r\n"));
    all.add(of("rubbish after a good request", get("X-One: 1") + "rubbish\r\n\r\n"));
    all.add(
        of(
            "rubbish after a good request with a body",
            post("Content-Length: 5", "hello rubbish\r\n\r\n")));
    return all;
  }

  private static Malformed of(String name, String request) {
    return new Malformed(name, request);
  }

  private static String get(String headers) {
    return "GET {path} HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n\r\n";
  }

  /** A POST with further headers. */
  public static String post(String headers, String body) {
    return "POST {path} HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n\r\n" + body;
  }
}
