/** What happens after the database was set back to an older copy, which Kafka's records show. */
@NullMarked
package io.returnbridge.restore;

import org.jspecify.annotations.NullMarked;
