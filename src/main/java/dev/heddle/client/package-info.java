/** Helidon's DbClient for PostgreSQL: statements, parameters, rows. */
@NullMarked
package dev.heddle.client;

import org.jspecify.annotations.NullMarked;
