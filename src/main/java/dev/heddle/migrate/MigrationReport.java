package dev.heddle.migrate;

import java.time.Duration;

/**
 * What a run of the migrations did.
 *
 * @param applied how many were applied by this run; zero when there was nothing to do
 * @param version the version that the database has now; empty when it has none
 * @param took how long the run took, with the wait for others
 */
public record MigrationReport(int applied, String version, Duration took) {}
