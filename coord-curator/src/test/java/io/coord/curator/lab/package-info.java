/**
 * The fault laboratory: servers in processes of their own that are killed, paused, wiped and cut
 * off from each other, and what is asserted of the locks and the registry meanwhile.
 */
package io.coord.curator.lab;
