package dev.heddle.bench.session;

/**
 * A row of the users as an application would hold it.
 *
 * @param id the primary key
 * @param username a text
 * @param email a text
 */
public record Person(long id, String username, String email) {}
