/** Work and who does it: the queue, its claims, retries, and the cases of what is away. */
@NullMarked
package io.returnbridge.engine;

import org.jspecify.annotations.NullMarked;
