package dev.heddle.pool;

/**
 * One immutable look at a pool. Always: {@code total = checkedIn + checkedOut}, {@code overflow =
 * max(0, total - poolSize)}, {@code 0 <= total <= max}.
 *
 * @param poolSize connections kept: the configured size
 * @param checkedIn idle connections, current
 * @param checkedOut connections in use, current
 * @param overflow connections beyond the size, current, never negative
 * @param invalidated connections discarded as broken, cumulative
 * @param total open connections, current
 * @param max the most connections that may be open
 * @param waiting callers that wait for a connection, current
 * @param acquired connections handed out, cumulative
 * @param acquireTimeouts callers that were refused or gave up, cumulative
 * @param acquireP50Micros median time to acquire, microseconds
 * @param acquireP99Micros 99th percentile of the time to acquire, microseconds
 * @param acquireMaxMicros longest time to acquire, microseconds
 */
public record PoolStats(
    int poolSize,
    int checkedIn,
    int checkedOut,
    int overflow,
    long invalidated,
    int total,
    int max,
    int waiting,
    long acquired,
    long acquireTimeouts,
    long acquireP50Micros,
    long acquireP99Micros,
    long acquireMaxMicros) {}
