package io.coord.examples.inspect;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The services, locks and elections that were found. */
record Inventory(List<Service> services, List<Lock> locks, List<Election> elections) {

  /** A service with its members, by id. */
  record Service(String name, String path, List<Member> members) {}

  /**
   * A member of a service.
   *
   * @param port 0 for none
   * @param session 0 for a node that outlives the session that created it
   */
  record Member(
      String id,
      String address,
      int port,
      Map<String, String> metadata,
      Instant since,
      long session) {}

  /** A lock with its contenders in queue order: the first holds it. */
  record Lock(String name, String path, List<Contender> contenders) {}

  /**
   * A process that holds a lock or waits for it.
   *
   * @param owner what it wrote into its node; InterProcessMutex writes the address of its machine
   */
  record Contender(String owner, String node, Instant since, long session) {}

  /** An election with its candidates in queue order: the first is the leader. */
  record Election(String name, String path, List<Candidate> candidates) {}

  /**
   * A process that leads or stands for election.
   *
   * @param id the name of its node if another library wrote that
   * @param port 0 for none
   * @param epoch the epoch of its term, once it leads
   */
  record Candidate(
      String id, String address, int port, long epoch, String node, Instant since, long session) {}
}
