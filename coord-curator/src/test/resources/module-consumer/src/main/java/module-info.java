/** A program on the module path: the contract is all it needs to compile. */
module consumer {
  requires io.coord.api;
}
