package io.coord.curator.lab.worker;

import io.coord.curator.lab.history.ViewChange;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;

/** The library with which a worker coordinates: Coord, or one to compare with it. */
interface Subject extends AutoCloseable {

  /** The service whose members are watched. */
  String SERVICE = "members";

  /** The ways to request a lock. All of them end within the given time. */
  enum Way {
    /** A timed attempt. */
    TIMED,
    /** A call that waits for ever, and is interrupted when the time is over. */
    INTERRUPTED,
    /** A future, cancelled when the time is over. */
    CANCELLED,
    /** A single try. */
    ONCE
  }

  /** A grant. */
  interface Grant {

    /** The token, of which the store rejects smaller ones; 0 if the subject has none. */
    long token();

    /** Whether the subject says that it is held. */
    boolean isHeld();

    /** Whether the subject says that it is lost for good. */
    boolean isLost();

    /** Releases it. */
    void release() throws Exception;
  }

  /** A leadership, as the task of the leader has it. */
  interface Leadership extends Grant {

    /** Waits; returns early, with true, if the task should return. */
    boolean awaitStop(Duration time) throws InterruptedException;
  }

  /** What a leader does. */
  @FunctionalInterface
  interface Lead {
    void lead(Leadership leadership) throws InterruptedException;
  }

  /** A registration. */
  interface Enrolment {

    void update(String value) throws Exception;

    /** Whether the subject says that it stands. */
    boolean isRegistered();

    /** What the subject says of it. */
    String state();

    void withdraw() throws Exception;
  }

  /** Requests a lock; null if it was not granted in time. */
  Grant acquire(String lock, Way way, Duration wait) throws Exception;

  /** How long asking for it once may take. */
  Duration operationTimeout();

  Enrolment register(String id, String value) throws Exception;

  /** Registers within the same session, but as somebody else, where the subject knows of that. */
  Enrolment registerAsAnother(String id, String value) throws Exception;

  /** Watches the service; the listener is told each change, one at a time. */
  void watch(Consumer<ViewChange> listener);

  /** The members as the subject sees them now. */
  Map<String, String> members();

  /** Opens another view, and closes it; its members once it is fresh, null if it is not in time. */
  Map<String, String> view(Duration wait) throws Exception;

  /** Reads the members anew. */
  Map<String, String> read() throws Exception;

  /** Stands in an election, as that process, until it is closed. */
  AutoCloseable stand(String election, String id, Lead lead) throws Exception;

  /** Opens a view of a service of which there is no other one. */
  AutoCloseable viewElsewhere(String service);

  /** The client that all goes through, as other code of the process has it. */
  CuratorFramework client();

  /** Whether the store can refuse this subject's stale writes by their token. */
  boolean isFenced();

  @Override
  void close() throws Exception;
}
