/** What the replicas of an installation know of each other. */
@NullMarked
package io.returnbridge.replicas;

import org.jspecify.annotations.NullMarked;
