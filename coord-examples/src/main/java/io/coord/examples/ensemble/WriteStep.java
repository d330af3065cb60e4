package io.coord.examples.ensemble;

import java.util.Map;

/** The steps of a write in order, each with the server's counter for it. */
enum WriteStep {
  RECEIVED("a client's request arrives", "packets_received"),
  TAKEN_IN("the leader takes it in", "prep_processor_request_queued"),
  PROPOSED("the leader proposes it", "proposal_count"),
  PROPOSAL_RECEIVED("a follower receives the proposal", "learner_proposal_received_count"),
  LOGGED("it is written to the log", "sync_processor_request_queued"),
  ACK_SENT("written, so it is acked", "cnt_proposal_ack_creation_latency"),
  ACK_COUNTED("the leader counts the ack", "cnt_*_ack_latency"),
  COMMITTED("a majority acked: the leader commits", "commit_count"),
  COMMIT_RECEIVED("a follower receives the commit", "learner_commit_received_count");

  private final String text;
  private final String counter;

  WriteStep(String text, String counter) {
    this.text = text;
    this.counter = counter;
  }

  String text() {
    return text;
  }

  /**
   * {@return the name that the four-letter word mntr shows, after zk_; * stands for a server's id}
   */
  String counter() {
    return counter;
  }

  /**
   * {@return how often a server has performed it; acks are counted by the server they come from}
   */
  long count(Map<String, Long> counters) {
    String pattern = counter.replace("*", "[0-9]+");
    return counters.entrySet().stream()
        .filter(entry -> entry.getKey().matches(pattern))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** {@return how often a server performs it for one write} */
  long expected(boolean receives, boolean leads, int majority) {
    return switch (this) {
      case RECEIVED -> receives ? 1 : 0;
      case TAKEN_IN, PROPOSED, COMMITTED -> leads ? 1 : 0;
      case PROPOSAL_RECEIVED, COMMIT_RECEIVED -> leads ? 0 : 1;
      case LOGGED, ACK_SENT -> 1;
      case ACK_COUNTED -> leads ? majority : 0; // later acks are not counted
    };
  }
}
