/** What the package is made of: licences, and known weaknesses. */
package io.returnbridge.dependencies;
