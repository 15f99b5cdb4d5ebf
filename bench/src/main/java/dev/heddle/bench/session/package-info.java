/** Scenarios without HTTP, and the ways to open a session that they compare. */
@NullMarked
package dev.heddle.bench.session;

import org.jspecify.annotations.NullMarked;
