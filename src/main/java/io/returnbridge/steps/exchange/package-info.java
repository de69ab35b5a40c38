/** Creates the one order of what was agreed as an exchange. */
@NullMarked
package io.returnbridge.steps.exchange;

import org.jspecify.annotations.NullMarked;
