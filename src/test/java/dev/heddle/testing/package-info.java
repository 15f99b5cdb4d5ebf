/** What integration tests stand on: a real PostgreSQL, and bounded waiting. */
@NullMarked
package dev.heddle.testing;

import org.jspecify.annotations.NullMarked;
