package io.coord.curator.lab.soak;

import io.coord.curator.lab.Ensemble;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The links from one worker to all servers, which nobody else uses. */
final class Links implements AutoCloseable {

  private final List<TcpProxy> proxies;

  private Links(List<TcpProxy> proxies) {
    this.proxies = proxies;
  }

  static Links to(Ensemble ensemble) {
    return new Links(
        IntStream.range(0, ensemble.size())
            .mapToObj(i -> TcpProxy.to(ensemble.clientProxy(i).port()))
            .toList());
  }

  String connectString() {
    return proxies.stream().map(TcpProxy::connectString).collect(Collectors.joining(","));
  }

  void freeze() {
    proxies.forEach(TcpProxy::freeze);
  }

  void cut() {
    proxies.forEach(TcpProxy::cut);
  }

  /** Leaves only the link to one server. */
  void cutAllBut(int server) {
    for (int i = 0; i < proxies.size(); i++) {
      if (i != server) {
        proxies.get(i).cut();
      }
    }
  }

  /** The link to one server. */
  void cut(int server) {
    proxies.get(server).cut();
  }

  /** How many bytes the servers have sent. */
  long heard() {
    return proxies.stream().mapToLong(TcpProxy::bytesToClients).sum();
  }

  void delay(Duration perDirection) {
    proxies.forEach(proxy -> proxy.delay(perDirection));
  }

  void loseAnswers() {
    proxies.forEach(TcpProxy::loseAnswers);
  }

  void restore() {
    proxies.forEach(TcpProxy::restore);
  }

  @Override
  public void close() {
    proxies.forEach(TcpProxy::close);
  }
}
