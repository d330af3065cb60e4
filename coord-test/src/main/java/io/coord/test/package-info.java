/**
 * Tests with a real ZooKeeper server in the process, and with real faults: {@link
 * io.coord.test.CoordExtension} for JUnit, {@link io.coord.test.CoordServer} for everything else.
 */
@NullMarked
package io.coord.test;

import org.jspecify.annotations.NullMarked;
