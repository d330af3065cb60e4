/**
 * The contract of Coord: how the processes of a distributed application find each other and take
 * turns. It names no backend; an implementation such as {@code coord-curator} supplies the {@link
 * io.coord.Coordination}.
 */
module io.coord.api {
  requires static org.jspecify;

  exports io.coord;
  exports io.coord.lock;
  exports io.coord.registry;
}
