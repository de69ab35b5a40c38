/** Shows on the order how its returns stand. */
@NullMarked
package io.returnbridge.steps.mirror;

import org.jspecify.annotations.NullMarked;
