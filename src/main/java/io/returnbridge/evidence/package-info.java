/** What an auditor asks for: one chained bundle a return, and who has done what. */
@NullMarked
package io.returnbridge.evidence;

import org.jspecify.annotations.NullMarked;
