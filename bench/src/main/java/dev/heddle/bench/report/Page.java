package dev.heddle.bench.report;

import dev.heddle.bench.results.Results;

/** The results as one page that needs no network. */
public final class Page {

  private Page() {}

  /** The page's text. */
  public static String of(Results results) {
    return "<!doctype html><meta charset=utf-8><title>Heddle bench</title><pre>"
        + Table.of(results).replace("&", "&amp;").replace("<", "&lt;")
        + "</pre>\n";
  }
}
