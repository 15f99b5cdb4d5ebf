/** The embedded PostgreSQL for development and tests. */
@NullMarked
package dev.heddle.embedded;

import org.jspecify.annotations.NullMarked;
