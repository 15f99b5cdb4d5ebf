package dev.heddle.bench.server;

/**
 * A row of {@code member}, which {@code POST /users} adds.
 *
 * @param id the row's key
 * @param username the name given
 * @param email the address given
 */
public record Member(long id, String username, String email) {

  /**
   * What is posted.
   *
   * @param username the name
   * @param email the address
   */
  public record Draft(String username, String email) {}
}
