package io.coord.curator.simulation.ensemble;

/** A request that a server has got and not answered. */
final class PendingRequest {

  private final ServerConnection connection;
  private final Request request;
  private Reply reply;

  PendingRequest(ServerConnection connection, Request request) {
    this.connection = connection;
    this.request = request;
  }

  ServerConnection connection() {
    return connection;
  }

  /** The server that it came to. */
  SimulatedServer server() {
    return connection.server();
  }

  Request request() {
    return request;
  }

  /** What the leader and the quorum made of it; null as long as that is not known. */
  Reply reply() {
    return reply;
  }

  void answer(Reply answer) {
    reply = answer;
  }
}
