package dev.heddle.bench.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A row of {@code fortune}.
 *
 * @param id the row's key; 0 for the one added by the request
 * @param message what it says, not yet fit for HTML
 */
public record Fortune(int id, String message) {

  /** The page with these and one more, in the order of their messages. */
  static String page(List<Fortune> found) {
    List<Fortune> all = new ArrayList<>(found);
    all.add(new Fortune(0, WebTables.ADDED_FORTUNE));
    all.sort(Comparator.comparing(Fortune::message));
    StringBuilder page =
        new StringBuilder(1_500)
            .append("<!DOCTYPE html><html><head><title>Fortunes</title></head><body><table>")
            .append("<tr><th>id</th><th>message</th></tr>");
    for (Fortune fortune : all) {
      page.append("<tr><td>").append(fortune.id).append("</td><td>");
      escape(fortune.message, page);
      page.append("</td></tr>");
    }
    return page.append("</table></body></html>").toString();
  }

  private static void escape(String text, StringBuilder page) {
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      switch (next) {
        case '<' -> page.append("&lt;");
        case '>' -> page.append("&gt;");
        case '&' -> page.append("&amp;");
        case '"' -> page.append("&quot;");
        case '\'' -> page.append("&#39;");
        default -> page.append(next);
      }
    }
  }
}
