/** What watches the program from outside. */
package io.returnbridge.watched;
