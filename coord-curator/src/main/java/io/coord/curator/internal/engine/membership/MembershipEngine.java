package io.coord.curator.internal.engine.membership;

import io.coord.ConnectionState;
import io.coord.Subscription;
import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.membership.MembershipPort.Child;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.DelayedTask;
import io.coord.curator.internal.support.InstanceFormat;
import io.coord.curator.internal.support.Retry;
import io.coord.curator.internal.support.SerialExecutor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a table of members equal to a service's nodes, from reports of single changes and from
 * scans; the package documentation says how.
 *
 * <p>A scan starts whenever the root is reported: from then on the watch misses nothing (M2, M3: it
 * does not report what happened before it was in place). The view is stale from the moment the
 * connection is suspended until the scan after it is complete.
 *
 * <p>A report that a child is gone is not believed until a read confirms it (R5: a takeover deletes
 * and creates a node in one transaction). That also makes a late report from an old session's event
 * thread harmless. For the same reason, an unknown child that is no younger than the last list is
 * read again.
 *
 * <p>All fields that are not final are confined to {@code serial}, except {@code closed}.
 */
public final class MembershipEngine implements MembershipPort.Reports, Scan.Target, AutoCloseable {

  /** Shows what there is; called by the serial executor. */
  public interface Display {

    /** What there is now; stale if changes may be missing. */
    void show(MemberList list, boolean stale);

    /** Changes may be missing from now on. */
    void outdated();
  }

  private final SessionPort session;
  private final SerialExecutor serial;
  private final Display display;
  private final KnownPath known;
  private final BulkReader reader;
  private final ChildVerifier verifier;
  private final ProvisionalMembers provisional;
  private final MemberTables tables;
  private final ScanPacing pacing;
  private final DelayedTask later;
  private final MembershipPort.Watch watch;
  private final Subscription connectionChanges;

  private @Nullable Scan scan;
  private @Nullable NodeStat root; // as last reported
  private boolean current; // the last scan is complete, and every change since is in the table
  private boolean watching; // false from a suspension until the cache reports its root again
  private boolean showing; // a task that shows the table is queued
  private volatile boolean closed;

  MembershipEngine(
      SessionPort session,
      MembershipPort node,
      KnownPath known,
      String service,
      InstanceFormat format,
      Display display) {
    this.session = session;
    this.display = display;
    this.serial = SerialExecutor.ofEngine(session.threads());
    this.known = known;
    this.reader = new BulkReader(session, node, known);
    this.verifier =
        new ChildVerifier(
            reader, serial, session.threads().later(serial), this::onNode, this::rescan);
    this.provisional = new ProvisionalMembers(session.threads(), serial, verifier::ask);
    this.tables = new MemberTables(known, new MemberParser(service, format, known), provisional);
    this.later = new DelayedTask(session.threads().timer(), serial, this::rescan);
    this.pacing = new ScanPacing(node.path(), session.threads().random());
    this.watch = node.watch(serial, this);
    this.connectionChanges = session.observe(serial, this::onConnection);
  }

  /** Starts in the background. */
  public void start() {
    watch.start();
  }

  @Override
  public void close() {
    closed = true;
    connectionChanges.close();
    serial.execute(this::release);
    watch.close();
  }

  /** Leaves nothing behind that would keep the table reachable, not even for minutes. */
  private void release() {
    stopScan();
    verifier.clear();
    provisional.clear();
    later.cancel();
  }

  @Override
  public void onRoot(NodeStat stat) {
    boolean onlyWritten =
        root != null && current && stat.czxid() == root.czxid() && stat.mzxid() != root.mzxid();
    root = stat;
    watching = true;
    if (onlyWritten) {
      return;
    }
    if (pacing.allows(stat)) {
      startScan();
    } else if (!later.isDue()) { // it may have come due while there was no connection
      later.runIn(pacing.rarely());
    }
  }

  @Override
  public void onRootGone() {
    watching = true;
    startScan();
  }

  @Override
  public void onChild(String name, NodeStat stat, byte[] data) {
    known.learn(name, data.length);
    if (tables.isOverdue(name, stat)) {
      verifier.ask(name);
    } else if (tables.put(name, stat, data)) {
      changed();
    }
  }

  @Override
  public void onChildGone(String name) {
    if (tables.contains(name)) {
      verifier.ask(name);
    }
  }

  @Override
  public void onList(List<String> names, @Nullable NodeStat parent) {
    tables.onList(names, parent);
  }

  /** From a scan or a confirmation. */
  @Override
  public void onNode(Child child) {
    if (tables.take(child)) {
      changed();
    }
  }

  @Override
  public void onComplete() {
    tables.onLoaded();
    scan = null;
    current = true;
    pacing.onComplete();
    changed();
  }

  @Override
  public void onFailure(ReplyCode code, boolean listing) {
    invalidate();
    later.runIn(pacing.delayAfter(code, listing, root, session.juteMaxBuffer()));
  }

  /** Failure of a read of the root or of a child; the report does not say which. */
  @Override
  public void onReadFailure(ReplyCode code) {
    if (code.endsConnection()) {
      return; // the cache sets its watch again, and reports the root
    }
    if (session.isConnected()) {
      watching = true; // the watch is in place, only the read is missing
    }
    // If only the permission is missing, and no scan is running, the child is no member for this
    // client.
    if (code.isTransient() || scan != null) {
      invalidate();
    }
    later.runIn(pacing.soon());
  }

  private void onConnection(ConnectionState state) {
    switch (state) {
      case SUSPENDED, LOST, CLOSED -> {
        watching = false;
        current = false;
        display.outdated();
      }
      case CONNECTED -> changed();
      case CONNECTING -> {}
    }
  }

  /** Scans again, unless a report of the root is going to cause that. */
  private void rescan() {
    if (!watching || closed) {
      return;
    }
    if (scan == null) {
      startScan();
    } else {
      later.runIn(pacing.soon()); // the running one may be past what has to be read
    }
  }

  private void startScan() {
    stopScan();
    verifier.clear();
    current = false;
    tables.startLoading();
    scan = new Scan(reader, serial, this);
    scan.start();
  }

  /** Something is missing in both tables: neither is current. */
  private void invalidate() {
    stopScan();
    current = false;
    display.outdated();
  }

  private void stopScan() {
    if (scan != null) {
      scan.cancel();
    }
    scan = null;
    tables.stopLoading();
  }

  /**
   * Shows the table once everything queued now has been applied, so that a burst makes one view.
   */
  private void changed() {
    if (current && !showing) {
      showing = true;
      serial.execute(this::show);
    }
  }

  private void show() {
    showing = false;
    Retry.untilTaken(this::showNow, session.threads().later(serial));
  }

  private void showNow() {
    if (current && !closed) {
      display.show(tables.toList(), !watching || !session.isConnected());
    }
  }
}
