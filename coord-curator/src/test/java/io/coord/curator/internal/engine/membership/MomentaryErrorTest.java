package io.coord.curator.internal.engine.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.session.SimulatedSession;
import io.coord.curator.internal.support.InstanceFormat;
import io.coord.registry.Membership;
import io.coord.registry.MembershipChange;
import io.coord.registry.MembershipSnapshot;
import io.coord.registry.ServiceInstance;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An Error of a codec says nothing of the data: what it could not read is read again. */
@Timeout(60)
class MomentaryErrorTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SimulatedSession session = new SimulatedSession();
  private final SimulatedNode node = new SimulatedNode();
  private final AtomicInteger errors = new AtomicInteger();
  private final AtomicInteger parses = new AtomicInteger();
  private final List<MembershipChange> changes = new CopyOnWriteArrayList<>();
  private Membership view;

  @BeforeEach
  void open() {
    session.states().connected();
    view =
        new Memberships(session, path -> node)
            .open(node.path(), "simulated", new Momentary(), closed -> {});
    view.subscribe(changes::add);
  }

  @AfterEach
  void close() {
    view.close();
    session.close();
  }

  @Test
  void aMemberThatCouldNotBeReadIsShownRawAndThenAsItIs() throws Exception {
    errors.set(3);
    node.create("a", "here".getBytes(StandardCharsets.UTF_8));

    assertThat(view.await(now -> shows(now, "raw here"), PATIENCE)).isTrue();
    assertThat(view.await(now -> shows(now, "here"), PATIENCE)).isTrue();
    Awaitility.await()
        .until(() -> changes.stream().anyMatch(change -> !change.updated().isEmpty()));
  }

  @Test
  void itIsReadAgainAlsoIfItWasThereBefore() throws Exception {
    view.close();
    node.create("a", "here".getBytes(StandardCharsets.UTF_8));
    errors.set(2);
    Membership second =
        new Memberships(session, path -> node)
            .open(node.path(), "simulated", new Momentary(), closed -> {});

    assertThat(second.await(now -> shows(now, "here"), PATIENCE)).isTrue();
    second.close();
  }

  /** From 50 ms on, doubling: about six tries in the first three seconds. */
  @Test
  void anErrorThatStaysIsTriedLessAndLessOften() throws Exception {
    errors.set(Integer.MAX_VALUE);
    node.create("a", "here".getBytes(StandardCharsets.UTF_8));
    assertThat(view.await(now -> shows(now, "raw here"), PATIENCE)).isTrue();

    Awaitility.await().until(() -> parses.get() >= 4);
    Awaitility.await()
        .during(Duration.ofSeconds(2))
        .atMost(PATIENCE)
        .until(() -> parses.get() <= 12);
  }

  @Test
  void onceItIsReadNothingMoreIsAskedFor() throws Exception {
    errors.set(1);
    node.create("a", "here".getBytes(StandardCharsets.UTF_8));
    assertThat(view.await(now -> shows(now, "here"), PATIENCE)).isTrue();
    int reads = node.reads();

    Awaitility.await().during(Duration.ofMillis(500)).until(() -> node.reads() == reads);
  }

  @Test
  void whatCannotBeShownIsShownAMomentLater() throws Exception {
    node.create("a", "here".getBytes(StandardCharsets.UTF_8));
    AtomicInteger failures = new AtomicInteger(2);
    CountDownLatch shown = new CountDownLatch(1);
    MembershipEngine.Display display =
        new MembershipEngine.Display() {
          @Override
          public void show(MemberList list, boolean stale) {
            if (failures.getAndDecrement() > 0) {
              throw new OutOfMemoryError("for the test");
            }
            shown.countDown();
          }

          @Override
          public void outdated() {}
        };
    try (MembershipEngine engine =
        new Memberships(session, path -> node)
            .engine(node.path(), "simulated", new Momentary(), display)) {
      engine.start();

      assertThat(shown.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static boolean shows(MembershipSnapshot snapshot, String address) {
    return snapshot.find("a").filter(each -> each.address().equals(address)).isPresent();
  }

  /** Fails for as many times as the test says. */
  private final class Momentary implements InstanceFormat {
    @Override
    public byte[] write(ServiceInstance instance) {
      throw new IllegalStateException("not written here");
    }

    @Override
    public ServiceInstance read(String service, String id, byte[] payload) {
      parses.incrementAndGet();
      if (errors.getAndUpdate(left -> left == 0 ? 0 : left - 1) > 0) {
        throw new OutOfMemoryError("for the test");
      }
      return at(service, id, new String(payload, StandardCharsets.UTF_8));
    }

    @Override
    public ServiceInstance raw(String service, String id, byte[] payload) {
      return at(service, id, "raw " + new String(payload, StandardCharsets.UTF_8));
    }

    private ServiceInstance at(String service, String id, String address) {
      return ServiceInstance.builder(service).id(id).address(address).build();
    }
  }
}
