/** What can go wrong, one type per cause that a caller may want to tell apart. */
@NullMarked
package dev.heddle.error;

import org.jspecify.annotations.NullMarked;
