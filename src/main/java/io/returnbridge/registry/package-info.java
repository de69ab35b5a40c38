/** What steps there are: each is defined once, at its class, and everything else asks here. */
@NullMarked
package io.returnbridge.registry;

import org.jspecify.annotations.NullMarked;
