@NullMarked
package io.returnbridge.json;

import org.jspecify.annotations.NullMarked;
