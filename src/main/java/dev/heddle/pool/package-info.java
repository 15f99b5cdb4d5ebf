/** HikariCP, the fair gate in front of it, statistics, and hygiene on return. */
@NullMarked
package dev.heddle.pool;

import org.jspecify.annotations.NullMarked;
