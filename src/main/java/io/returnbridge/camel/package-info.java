@NullMarked
package io.returnbridge.camel;

import org.jspecify.annotations.NullMarked;
