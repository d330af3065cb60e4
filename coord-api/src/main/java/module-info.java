/**
 * The contract of Coord: service discovery, distributed locks and leader election for the processes
 * of an application. It names no backend; an implementation such as {@code coord-curator} provides
 * the {@link io.coord.Coordination}.
 */
module io.coord.api {
  requires static org.jspecify;

  exports io.coord;
  exports io.coord.election;
  exports io.coord.lock;
  exports io.coord.registry;
}
