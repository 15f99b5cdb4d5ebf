/** Tests of the pool. */
@NullMarked
package dev.heddle.pool;

import org.jspecify.annotations.NullMarked;
