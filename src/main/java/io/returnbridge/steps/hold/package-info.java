/** Plans the way of received goods into awaiting inspection. */
@NullMarked
package io.returnbridge.steps.hold;

import org.jspecify.annotations.NullMarked;
