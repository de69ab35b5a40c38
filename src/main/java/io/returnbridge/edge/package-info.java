/** What every request passes before anything reads it: connections, limits, shape, wrong logins. */
@NullMarked
package io.returnbridge.edge;

import org.jspecify.annotations.NullMarked;
