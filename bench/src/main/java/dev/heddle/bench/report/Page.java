package dev.heddle.bench.report;

import dev.heddle.bench.results.Finding;
import dev.heddle.bench.results.Results;
import dev.heddle.bench.results.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The results as one page that needs no network and no script: plots, tables, and what they were
 * measured on.
 */
public final class Page {

  private Page() {}

  /** The page's text. */
  public static String of(Results results) {
    StringBuilder page = new StringBuilder(PageStyle.HEAD);
    page.append("<h1>Heddle bench</h1>\n");
    if (!results.complete()) {
      page.append("<p class=warn>This run ended before everything was measured.</p>\n");
    }
    Map<String, List<Summary>> scenarios = new LinkedHashMap<>();
    results
        .summaries()
        .forEach(
            summary ->
                scenarios
                    .computeIfAbsent(summary.typical().scenario(), _ -> new ArrayList<>())
                    .add(summary));
    page.append("<nav>");
    scenarios
        .keySet()
        .forEach(name -> page.append("<a href=\"#%1$s\">%1$s</a> ".formatted(escaped(name))));
    page.append("<a href=\"#environment\">environment</a></nav>\n");
    scenarios.forEach((name, summaries) -> scenario(page, results, name, summaries));
    environment(page, results);
    return page.append("</main></body></html>\n").toString();
  }

  private static void scenario(
      StringBuilder page, Results results, String name, List<Summary> summaries) {
    page.append("<section id=\"%1$s\"><h2>%1$s</h2>\n".formatted(escaped(name)));
    for (Finding finding : results.findings()) {
      if (finding.scenario().equals(name)) {
        page.append("<p class=finding>").append(escaped(finding.text())).append("</p>\n");
      }
    }
    Plots.of(summaries).forEach(page::append);
    for (Part part : Part.of(summaries)) {
      table(page, part);
    }
    meanings(page, summaries);
    page.append("</section>\n");
  }

  private static void table(StringBuilder page, Part part) {
    page.append("<h3>%s</h3>\n<div class=wide><table><thead><tr>".formatted(escaped(part.title())));
    part.headers().forEach(header -> page.append("<th>").append(escaped(header)).append("</th>"));
    page.append("</tr></thead><tbody>\n");
    for (List<String> row : part.rows()) {
      page.append("<tr>");
      row.forEach(cell -> page.append("<td>").append(escaped(cell)).append("</td>"));
      page.append("</tr>\n");
    }
    page.append("</tbody></table></div>\n");
  }

  private static void meanings(StringBuilder page, List<Summary> summaries) {
    Map<String, String> byName = new LinkedHashMap<>();
    Part.meanings(summaries).forEach(byName::put);
    page.append("<details><summary>What one of them is</summary><dl>\n");
    byName.forEach(
        (name, meaning) ->
            page.append("<dt>%s</dt><dd>%s</dd>\n".formatted(escaped(name), escaped(meaning))));
    page.append("</dl></details>\n");
  }

  private static void environment(StringBuilder page, Results results) {
    page.append("<section id=environment><h2>environment</h2><div class=wide><table><tbody>\n");
    results
        .environment()
        .forEach(
            (name, value) ->
                page.append(
                    "<tr><td>%s</td><td class=text>%s</td></tr>\n"
                        .formatted(escaped(name), escaped(value))));
    page.append("</tbody></table></div></section>\n");
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
