/** Schema migrations through Flyway. */
@NullMarked
package dev.heddle.migrate;

import org.jspecify.annotations.NullMarked;
