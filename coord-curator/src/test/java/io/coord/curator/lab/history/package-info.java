/**
 * What processes of the fault laboratory did, told as a history, and the invariants that are
 * checked on it afterwards.
 */
package io.coord.curator.lab.history;
