/** Whether the two outside systems answer, and what stands still while one does not. */
@NullMarked
package io.returnbridge.outage;

import org.jspecify.annotations.NullMarked;
