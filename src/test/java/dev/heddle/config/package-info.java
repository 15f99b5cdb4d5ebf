/** Tests of the settings. */
@NullMarked
package dev.heddle.config;

import org.jspecify.annotations.NullMarked;
