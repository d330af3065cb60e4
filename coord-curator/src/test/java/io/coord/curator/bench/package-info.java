/**
 * Benchmarks: Coord beside what a user would take instead, in one run on one machine. Run with
 * {@code mvn -q -Pbench verify -pl coord-curator -am -Dbench=lock}; see CONTRIBUTING.md.
 */
package io.coord.curator.bench;
