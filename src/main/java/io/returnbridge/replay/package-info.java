/**
 * Replay: wakes steps again for what lies in the past, and dry runs that only say what they would.
 */
@NullMarked
package io.returnbridge.replay;

import org.jspecify.annotations.NullMarked;
