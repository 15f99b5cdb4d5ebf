package dev.heddle.bench.server;

/**
 * A row of {@code world}.
 *
 * @param id the row's key
 * @param randomNumber a number from 1 to 10000
 */
public record World(int id, int randomNumber) {}
