package io.coord.curator.internal.engine.membership;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.engine.membership.MembershipPort.Child;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.InstanceFormat;
import io.coord.curator.internal.support.NodeNames;
import io.coord.curator.internal.support.SerialExecutor;
import io.coord.registry.ServiceInstance;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One read of a node's children that sees everything committed before it began: the server first
 * catches up with its leader. Failures are {@link ReplyException}s.
 */
public final class FreshRead {

  private final String path;
  private final MembershipPort node;
  private final SerialExecutor serial;
  private final KnownPath known;
  private final BulkReader reader;

  FreshRead(SessionPort session, MembershipPort node, KnownPath known) {
    this.path = node.path();
    this.node = node;
    this.serial = SerialExecutor.ofEngine(session.threads());
    this.known = known;
    this.reader = new BulkReader(session, node, known);
  }

  /** The instances that the children represent, by id; empty if there are no children. */
  public CompletableFuture<List<ServiceInstance>> instances(String service, InstanceFormat format) {
    Collector collector = new Collector(new MemberParser(service, format, known));
    new Scan(reader, serial, collector).start();
    return collector.result;
  }

  /**
   * The instance with that id among them, as {@link #instances} has it. Reads one node; a second
   * one, typed by hand, only if there is none of the name that we would give it, or none that may
   * be read.
   */
  public CompletableFuture<Optional<ServiceInstance>> find(
      String service, String id, InstanceFormat format) {
    Collector collector = new Collector(new MemberParser(service, format, known));
    find(NodeNames.encode(id), NodeNames.typed(id), collector);
    return collector.result.thenApply(found -> found.stream().findFirst());
  }

  private void find(String name, @Nullable String otherwise, Collector collector) {
    node.readLatest(
        name,
        serial,
        (code, children) -> {
          if (code != ReplyCode.OK) {
            collector.onFailure(code, false);
            return;
          }
          children.forEach(collector::onNode);
          boolean found = children.stream().anyMatch(child -> child.stat() != null);
          if (found || otherwise == null) {
            collector.onComplete();
          } else {
            find(otherwise, null, collector);
          }
        });
  }

  /**
   * Reads one of the children: which one, that function chooses from their names. If it goes in the
   * meantime, the next one is chosen.
   *
   * @param choose null if it is none of them
   * @return completed with null if there is none
   */
  public CompletableFuture<@Nullable Member> one(
      Function<List<String>, @Nullable String> choose, String service, InstanceFormat format) {
    return names()
        .thenCompose(
            names -> {
              String chosen = choose.apply(names);
              return chosen == null
                  ? CompletableFuture.completedFuture(null)
                  : read(chosen)
                      .thenCompose(
                          child ->
                              child.code() == ReplyCode.NONODE
                                  ? one(choose, service, format)
                                  : member(child, new MemberParser(service, format, known)));
            });
  }

  private CompletableFuture<Child> read(String name) {
    CompletableFuture<Child> result = new CompletableFuture<>();
    node.read(
        List.of(name),
        serial,
        (code, children) -> {
          if (code == ReplyCode.OK) {
            result.complete(children.get(0));
          } else {
            result.completeExceptionally(new ReplyException(code, path));
          }
        });
    return result;
  }

  private CompletableFuture<@Nullable Member> member(Child child, MemberParser parser) {
    return child.stat() == null
        ? CompletableFuture.failedFuture(new ReplyException(child.code(), path))
        : CompletableFuture.completedFuture(parser.parse(child.name(), child.stat(), child.data()));
  }

  /** The children's own names, in no particular order; empty if there are none. */
  public CompletableFuture<List<String>> names() {
    CompletableFuture<List<String>> result = new CompletableFuture<>();
    reader.list(
        serial,
        (code, names, parent) -> {
          if (code == ReplyCode.OK || code == ReplyCode.NONODE) {
            result.complete(names);
          } else {
            result.completeExceptionally(new ReplyException(code, path));
          }
        });
    return result;
  }

  /** Takes a scan. Confined to the serial executor. */
  private final class Collector implements Scan.Target {
    private final CompletableFuture<List<ServiceInstance>> result = new CompletableFuture<>();
    private final MemberTable table = new MemberTable();
    private final MemberParser parser;

    Collector(MemberParser parser) {
      this.parser = parser;
    }

    @Override
    public void onList(List<String> names, @Nullable NodeStat parent) {}

    @Override
    public void onNode(Child child) {
      if (child.stat() != null) {
        Member member = parser.parse(child.name(), child.stat(), child.data());
        if (member != null) {
          table.put(member);
        }
      } else if (child.code() == ReplyCode.NOAUTH) {
        parser.unreadable(child.name());
      }
    }

    @Override
    public void onComplete() {
      result.complete(table.toList().instances());
    }

    @Override
    public void onFailure(ReplyCode code, boolean listing) {
      result.completeExceptionally(new ReplyException(code, path));
    }
  }
}
