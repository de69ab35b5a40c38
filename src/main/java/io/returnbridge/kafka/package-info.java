@NullMarked
package io.returnbridge.kafka;

import org.jspecify.annotations.NullMarked;
