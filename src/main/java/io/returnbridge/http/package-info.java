@NullMarked
package io.returnbridge.http;

import org.jspecify.annotations.NullMarked;
