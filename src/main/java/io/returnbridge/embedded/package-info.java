/** The Kafka broker and the PostgreSQL server that run inside when no address is configured. */
@NullMarked
package io.returnbridge.embedded;

import org.jspecify.annotations.NullMarked;
