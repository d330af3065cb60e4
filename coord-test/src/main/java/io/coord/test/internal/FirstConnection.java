package io.coord.test.internal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.framework.listen.StandardListenerManager;
import org.apache.curator.framework.listen.UnaryListenerManager;
import org.apache.curator.framework.state.ConnectionStateListener;

/**
 * The connection state listeners of a client, and the moment when all of them have been told that
 * it is connected. {@code blockUntilConnected} may return earlier: a recipe that is started then
 * may yet be told, and ServiceDiscovery answers that by deleting and recreating what it registered.
 */
final class FirstConnection implements UnaryListenerManager<ConnectionStateListener> {

  private final StandardListenerManager<ConnectionStateListener> listeners =
      StandardListenerManager.standard();
  private final CountDownLatch told = new CountDownLatch(1);

  /** Waits until all have been told; false if the time was too short. */
  boolean await(long time, TimeUnit unit) throws InterruptedException {
    return told.await(time, unit);
  }

  @Override
  public void forEach(Consumer<ConnectionStateListener> tell) {
    listeners.forEach(tell);
    told.countDown(); // nothing is told before it is connected
  }

  @Override
  public void addListener(ConnectionStateListener listener) {
    listeners.addListener(listener);
  }

  @Override
  public void addListener(ConnectionStateListener listener, Executor executor) {
    listeners.addListener(listener, executor);
  }

  @Override
  public void removeListener(ConnectionStateListener listener) {
    listeners.removeListener(listener);
  }

  @Override
  public void clear() {
    listeners.clear();
  }

  @Override
  public int size() {
    return listeners.size();
  }
}
