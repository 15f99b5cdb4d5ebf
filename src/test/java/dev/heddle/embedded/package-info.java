/** Tests of the embedded PostgreSQL. */
@NullMarked
package dev.heddle.embedded;

import org.jspecify.annotations.NullMarked;
