/** What people and other programs ask over HTTP, and the login before it. */
@NullMarked
package io.returnbridge.api;

import org.jspecify.annotations.NullMarked;
