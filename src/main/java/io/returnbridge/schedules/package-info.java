/** What the clock starts: each schedule once for the whole installation, and after a downtime. */
@NullMarked
package io.returnbridge.schedules;

import org.jspecify.annotations.NullMarked;
