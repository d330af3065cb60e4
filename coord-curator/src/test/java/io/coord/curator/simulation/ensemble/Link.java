package io.coord.curator.simulation.ensemble;

import io.coord.curator.simulation.Channel;
import io.coord.curator.simulation.Scheduler;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A connection between a client and a server. Either end closes it by a last message, so what was
 * sent before arrives before; if it is cut, neither end is told.
 */
final class Link {

  private final Channel toServer;
  private final Channel toClient;
  private ServerConnection server;
  private SimulatedClient client;

  /** From that client; the server is to accept it. */
  Link(Scheduler scheduler, LongSupplier delay, SimulatedClient client) {
    this.toServer = new Channel(scheduler, delay);
    this.toClient = new Channel(scheduler, delay);
    this.client = client;
  }

  void accepted(ServerConnection connection) {
    server = connection;
  }

  /** The client asks for a session. */
  void connect(SimulatedServer to, Handshake handshake) {
    toServer.send("connect", () -> to.accept(this, handshake));
  }

  void request(Request request) {
    toServer(request.getClass().getSimpleName(), accepted -> accepted.onRequest(request));
  }

  /** The client closes it. */
  void closeByClient() {
    client = null;
    toServer("client closes", ServerConnection::closed);
  }

  /** Nobody listens if the server has not accepted it. */
  private void toServer(String name, Consumer<ServerConnection> message) {
    toServer.send(
        name,
        () -> {
          if (server != null) {
            message.accept(server);
          }
        });
  }

  /** The server closes it. */
  void closeByServer() {
    toClient("server closes", to -> to.onClosed(this));
  }

  /** A timeout of 0 if there is no such session any more. */
  void session(long id, int timeout) {
    toClient("session", to -> to.onSession(id, timeout));
  }

  void reply(Reply reply) {
    toClient("reply", to -> to.onReply(reply));
  }

  void event(WatchEvent event) {
    toClient("event", to -> to.onEvent(event));
  }

  /** Nobody listens once the client has closed it. */
  private void toClient(String name, Consumer<SimulatedClient> message) {
    toClient.send(
        name,
        () -> {
          if (client != null) {
            client
                .process()
                .execute(
                    () -> {
                      if (client != null) {
                        message.accept(client);
                      }
                    });
          }
        });
  }

  /** Requests still arrive, but no reply does, and nobody is told. */
  void cutReplies() {
    toClient.cut();
  }

  /** Requests from now on arrive not before that time is over. */
  void delayRequests(long nanos) {
    toServer.stall(nanos);
  }

  /** Replies and events from now on arrive not before that time is over. */
  void delayReplies(long nanos) {
    toClient.stall(nanos);
  }

  /** Nothing passes any more, and nobody is told. */
  void cut() {
    toServer.cut();
    toClient.cut();
  }
}
