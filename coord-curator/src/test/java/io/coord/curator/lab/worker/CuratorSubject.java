package io.coord.curator.lab.worker;

import io.coord.curator.lab.history.ViewChange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.nodes.PersistentNode;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.apache.curator.utils.ZKPaths;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;

/**
 * What one would use instead: plain InterProcessMutex, PersistentNode and CuratorCache. The mutex
 * has no token, so the store accepts every write; for the checker's eyes only, each write names the
 * zxid that created the contender's node, by which grants can be told apart and ordered.
 */
final class CuratorSubject implements Subject {

  private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(5);
  private static final String ROOT = "/services/" + SERVICE;

  private final CuratorFramework client;
  private final CuratorCache cache;
  private final Watchdog watchdog = new Watchdog();
  private final Map<String, String> seen = new TreeMap<>(); // confined to the cache's listener

  CuratorSubject(String connectString, Duration sessionTimeout) {
    client =
        CuratorFrameworkFactory.builder()
            .connectString(connectString)
            .sessionTimeoutMs((int) sessionTimeout.toMillis())
            .connectionTimeoutMs((int) sessionTimeout.toMillis())
            .retryPolicy(new ExponentialBackoffRetry(100, 3))
            .ensembleTracker(false)
            .build();
    client.start();
    cache = CuratorCache.build(client, ROOT);
  }

  @Override
  public Grant acquire(String lock, Way way, Duration wait) throws Exception {
    ObservedMutex mutex = new ObservedMutex(client, "/locks/" + lock);
    boolean granted =
        switch (way) {
          case TIMED, CANCELLED -> mutex.acquire(wait.toNanos(), TimeUnit.NANOSECONDS);
          case ONCE -> mutex.acquire(0, TimeUnit.NANOSECONDS);
          case INTERRUPTED ->
              watchdog.callFor(
                      wait,
                      () -> {
                        mutex.acquire();
                        return true;
                      })
                  != null;
        };
    return granted ? new MutexGrant(mutex, mutex.czxid()) : null;
  }

  @Override
  public Duration operationTimeout() {
    return OPERATION_TIMEOUT;
  }

  @Override
  public Enrolment register(String id, String value) throws Exception {
    PersistentNode node =
        new PersistentNode(
            client, CreateMode.EPHEMERAL, false, ROOT + "/" + id, bytes(value), true);
    node.start();
    if (!node.waitForInitialCreate(OPERATION_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
      node.close();
      throw new KeeperException.OperationTimeoutException(); // it may have been written
    }
    return new NodeEnrolment(node);
  }

  @Override
  public Enrolment registerAsAnother(String id, String value) throws Exception {
    return register(id, value);
  }

  @Override
  public void watch(Consumer<ViewChange> listener) {
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreates(data -> onPut(data, listener))
                .forChanges((before, data) -> onPut(data, listener))
                .forDeletes(data -> onDelete(data, listener))
                .build());
    cache.start();
  }

  private void onPut(ChildData data, Consumer<ViewChange> listener) {
    if (data.getPath().equals(ROOT)) {
      return;
    }
    String id = ZKPaths.getNodeFromPath(data.getPath());
    Map<String, String> change = Map.of(id, text(data));
    boolean isNew = seen.put(id, text(data)) == null;
    listener.accept(
        new ViewChange(
            isNew ? change : Map.of(), Set.of(), isNew ? Map.of() : change, Map.copyOf(seen)));
  }

  private void onDelete(ChildData data, Consumer<ViewChange> listener) {
    String id = ZKPaths.getNodeFromPath(data.getPath());
    if (seen.remove(id) != null) {
      listener.accept(new ViewChange(Map.of(), Set.of(id), Map.of(), Map.copyOf(seen)));
    }
  }

  @Override
  public Map<String, String> members() {
    return members(cache);
  }

  private static Map<String, String> members(CuratorCache cache) {
    Map<String, String> members = new TreeMap<>();
    cache.stream()
        .filter(data -> !data.getPath().equals(ROOT))
        .forEach(data -> members.put(ZKPaths.getNodeFromPath(data.getPath()), text(data)));
    return members;
  }

  @Override
  public Map<String, String> view(Duration wait) throws Exception {
    CountDownLatch initialized = new CountDownLatch(1);
    try (CuratorCache view = CuratorCache.build(client, ROOT)) {
      view.listenable()
          .addListener(
              CuratorCacheListener.builder().forInitialized(initialized::countDown).build());
      view.start();
      return initialized.await(wait.toNanos(), TimeUnit.NANOSECONDS) ? members(view) : null;
    }
  }

  @Override
  public Map<String, String> read() throws Exception {
    Map<String, String> members = new TreeMap<>();
    for (String id : client.getChildren().forPath(ROOT)) {
      members.put(
          id, new String(client.getData().forPath(ROOT + "/" + id), StandardCharsets.UTF_8));
    }
    return members;
  }

  @Override
  public AutoCloseable stand(String election, String id, Lead lead) {
    return SelectorLeadership.stand(client, "/elections/" + election, lead);
  }

  @Override
  public AutoCloseable viewElsewhere(String service) {
    CuratorCache view = CuratorCache.build(client, "/services/" + service);
    view.start();
    return view;
  }

  @Override
  public CuratorFramework client() {
    return client;
  }

  @Override
  public boolean isFenced() {
    return false;
  }

  @Override
  public void close() {
    watchdog.close();
    cache.close();
    client.close();
  }

  private static byte[] bytes(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(ChildData data) {
    return data.getData() == null ? "" : new String(data.getData(), StandardCharsets.UTF_8);
  }

  /** Lets its node be looked at. */
  private static final class ObservedMutex extends InterProcessMutex {
    private final CuratorFramework client;

    ObservedMutex(CuratorFramework client, String path) {
      super(client, path);
      this.client = client;
    }

    /** Of the node that was granted; 0 if that cannot be told. */
    long czxid() {
      try {
        Stat stat = client.checkExists().forPath(getLockPath());
        return stat == null ? 0 : stat.getCzxid();
      } catch (Exception e) {
        return 0;
      }
    }
  }

  private record MutexGrant(InterProcessMutex mutex, long token) implements Grant {

    @Override
    public boolean isHeld() {
      return mutex.isAcquiredInThisProcess();
    }

    @Override
    public boolean isLost() {
      return false; // it has no such answer
    }

    @Override
    public void release() throws Exception {
      mutex.release();
    }
  }

  private record NodeEnrolment(PersistentNode node) implements Enrolment {

    @Override
    public void update(String value) throws Exception {
      node.setData(bytes(value));
    }

    @Override
    public boolean isRegistered() {
      return true; // it has no other answer
    }

    @Override
    public String state() {
      return "REGISTERED"; // nor this
    }

    @Override
    public void withdraw() throws Exception {
      node.close();
    }
  }
}
