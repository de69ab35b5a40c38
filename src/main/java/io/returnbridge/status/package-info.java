@NullMarked
package io.returnbridge.status;

import org.jspecify.annotations.NullMarked;
