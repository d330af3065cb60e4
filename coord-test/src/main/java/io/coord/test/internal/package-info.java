/** The server, the links and the checks of the test kit; not for use by others. */
package io.coord.test.internal;
