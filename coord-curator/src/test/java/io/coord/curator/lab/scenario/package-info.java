/** One fault at a time, and what the locks and the registry make of it. */
package io.coord.curator.lab.scenario;
