/** Why goods come back: what was sold, what came back for which reason, and what is unusual. */
@NullMarked
package io.returnbridge.reasons;

import org.jspecify.annotations.NullMarked;
