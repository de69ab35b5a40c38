/** Whether an outside system is there: breakers, rates and what a request was answered. */
@NullMarked
package io.returnbridge.outage;

import org.jspecify.annotations.NullMarked;
