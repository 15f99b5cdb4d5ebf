package dev.heddle.bench.results;

/**
 * What a scenario concluded or could not do, in words.
 *
 * @param scenario which one
 * @param text a sentence for the reader of the report
 */
public record Finding(String scenario, String text) {}
