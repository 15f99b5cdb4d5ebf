/** What an application imports: the database, its sessions and their options. */
@NullMarked
package dev.heddle;

import org.jspecify.annotations.NullMarked;
