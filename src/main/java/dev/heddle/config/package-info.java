/** Typed, validated and redacted settings; the environment profiles. */
@NullMarked
package dev.heddle.config;

import org.jspecify.annotations.NullMarked;
