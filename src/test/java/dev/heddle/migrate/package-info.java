/** Tests of the migrations. */
@NullMarked
package dev.heddle.migrate;

import org.jspecify.annotations.NullMarked;
