/** What an attacker, or a reader of logs, gets: nothing. Everything here looks from outside. */
@NullMarked
package dev.heddle.security;

import org.jspecify.annotations.NullMarked;
