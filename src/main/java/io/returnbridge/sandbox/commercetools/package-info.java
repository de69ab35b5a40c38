/**
 * A strict commercetools project in memory, for the {@code sandbox} command and for tests.
 *
 * <p>{@link io.returnbridge.sandbox.commercetools.CommercetoolsSandbox} is the entry. Where the
 * real service's behaviour is not documented, the sandbox takes the stricter reading.
 */
@NullMarked
package io.returnbridge.sandbox.commercetools;

import org.jspecify.annotations.NullMarked;
