package io.coord.examples.ensemble;

import java.util.Map;

/** The steps of a write in their order, each with the counter in which a server counts it. */
enum WriteStep {
  RECEIVED("a client's request arrives", "packets_received"),
  TAKEN_IN("the leader takes it in", "prep_processor_request_queued"),
  PROPOSED("the leader proposes it", "proposal_count"),
  PROPOSAL_RECEIVED("a follower receives the proposal", "learner_proposal_received_count"),
  LOGGED("it is written to the log", "sync_processor_request_queued"),
  ACK_SENT("written, so it is acked", "cnt_proposal_ack_creation_latency"),
  ACK_COUNTED("the leader counts the ack", "cnt_*_ack_latency"),
  COMMITTED("a majority acked: the leader commits", "commit_count"),
  COMMIT_RECEIVED("a follower is told to commit", "learner_commit_received_count");

  private final String text;
  private final String counter;

  WriteStep(String text, String counter) {
    this.text = text;
    this.counter = counter;
  }

  String text() {
    return text;
  }

  /** As the four-letter word mntr shows it, with zk_ before it; a star for the server's id. */
  String counter() {
    return counter;
  }

  /** How often a server has done it; acks are counted for each server from which they come. */
  long count(Map<String, Long> counters) {
    String pattern = counter.replace("*", "[0-9]+");
    return counters.entrySet().stream()
        .filter(entry -> entry.getKey().matches(pattern))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** How often one write has this done by a server. */
  long expected(boolean receives, boolean leads, int majority) {
    return switch (this) {
      case RECEIVED -> receives ? 1 : 0;
      case TAKEN_IN, PROPOSED, COMMITTED -> leads ? 1 : 0;
      case PROPOSAL_RECEIVED, COMMIT_RECEIVED -> leads ? 0 : 1;
      case LOGGED, ACK_SENT -> 1;
      case ACK_COUNTED -> leads ? majority : 0; // those that come after the commit are not counted
    };
  }
}
