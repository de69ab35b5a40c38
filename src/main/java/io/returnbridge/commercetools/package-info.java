/**
 * commercetools, behind the ports of {@code io.returnbridge.commerce}. The only package that
 * imports the SDK.
 */
@NullMarked
package io.returnbridge.commercetools;

import org.jspecify.annotations.NullMarked;
