/** What comes in by HTTP: signature, limits, and durable before it is answered. */
@NullMarked
package io.returnbridge.intake;

import org.jspecify.annotations.NullMarked;
