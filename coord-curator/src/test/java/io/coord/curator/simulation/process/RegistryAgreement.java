package io.coord.curator.simulation.process;

import io.coord.curator.simulation.Scheduler;
import io.coord.registry.RegistrationState;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * What must be true of registrations in the end: whoever created a node last has it, and all others
 * with that id are REPLACED. And that is the newest, unless something has come in between that the
 * guarantees exempt.
 */
final class RegistryAgreement {

  private final Scheduler scheduler;
  private final CommittedHistory history;
  private final Collection<Registrant> registrants;
  private final Unaware unaware;
  private final Map<String, Long> exempt = new HashMap<>(); // by id, up to that zxid
  private final Map<String, Long> deletableUntil = new HashMap<>(); // by id
  private String violation; // null if there is none

  RegistryAgreement(
      Scheduler scheduler, CommittedHistory history, Collection<Registrant> registrants) {
    this.scheduler = scheduler;
    this.history = history;
    this.registrants = registrants;
    this.unaware = new Unaware(history, registrants);
    history.observe(this::onDeleted);
  }

  /** An administrator may delete that node, until the request has surely arrived or is lost. */
  void deletableUntil(String id, long time) {
    deletableUntil.put(id, time);
  }

  /** Who could not know what had become of a node. */
  Unaware unaware() {
    return unaware;
  }

  /** Nobody but an administrator deletes a node that somebody wants whose session lives. */
  private void onDeleted(String id, CommittedHistory.Version last, boolean alive) {
    unaware.onDeleted(id);
    if (last.owner() == 0
        || !alive
        || unaware.isMeantForFormer(id, last)
        || scheduler.now() < deletableUntil.getOrDefault(id, 0L)
        || exempt.getOrDefault(id, 0L) == Long.MAX_VALUE) {
      return;
    }
    Registrant owner = byKey(CommittedHistory.key(last.value()));
    // On a client that is shared, another Coordination may take it for what it has asked for.
    if (owner != null
        && owner.isLive()
        && owner.establishedAt() > 0
        && !owner.process().isShared()) {
      violation = "the node of %s was deleted".formatted(owner);
    }
  }

  private Registrant byKey(String key) {
    return registrants.stream().filter(each -> each.key().equals(key)).findFirst().orElse(null);
  }

  /** What must not have happened; null if nothing did. */
  String violation() {
    return violation;
  }

  /** Somebody deleted that node, or so it may seem to whoever was not there. */
  void exempt(String id) {
    exempt.merge(id, history.committed(), Math::max);
  }

  /** No order is promised for that id from now on. */
  void exemptForEver(String id) {
    exempt.put(id, Long.MAX_VALUE);
  }

  /** The first thing that is not as it must be in the end; null if all is. */
  String disagreement() {
    TreeSet<String> ids = new TreeSet<>(history.ids());
    registrants.forEach(each -> ids.add(each.id()));
    return ids.stream().map(this::disagreement).filter(Objects::nonNull).findFirst().orElse(null);
  }

  private String disagreement(String id) {
    List<Registrant> live =
        registrants.stream().filter(each -> each.isLive() && each.id().equals(id)).toList();
    String winner = history.creator(id);
    CommittedHistory.Version node = history.last(id);
    boolean won = false;
    for (Registrant each : live) {
      boolean wins = each.key().equals(winner);
      won |= wins;
      RegistrationState expected = wins ? RegistrationState.REGISTERED : RegistrationState.REPLACED;
      if (each.state() != expected) {
        return each + " is not " + expected;
      }
      if (wins && !each.desired().equals(node.value())) {
        return "%s, but the node is %s".formatted(each, node);
      }
      if (wins && node.owner() != each.process().session().client().sessionId()) {
        return "%s, but the node is another session's: %s".formatted(each, node);
      }
    }
    if (!won && node.value() != null && node.owner() != 0) {
      return "a node that nobody wants: %s = %s".formatted(id, node);
    }
    return null;
  }

  /**
   * Who took the node back from the newest, which it must not once both have learned of their
   * commits; null if nobody did, or if the guarantees exempt it.
   */
  String wrongWinner() {
    for (String id : history.ids()) {
      Registrant newest = newest(id);
      Registrant next = newest == null ? null : next(id, newest);
      if (next != null
          && newest.isLive()
          && newest.establishedAt() > exempt.getOrDefault(id, 0L)
          && next.establishedAt() > 0
          && !unaware.wasBehind(next)) {
        return "%s took the node back from %s, which is newer".formatted(next, newest);
      }
    }
    return null;
  }

  /** Who created the node next after that one; null if nobody did, or somebody else. */
  private Registrant next(String id, Registrant after) {
    return history.versions(id).stream()
        .filter(each -> each.czxid() == each.zxid() && each.zxid() > after.establishedAt())
        .map(each -> CommittedHistory.key(each.value()))
        .filter(key -> !key.equals(after.key()))
        .findFirst()
        .map(this::byKey)
        .orElse(null);
  }

  /** Of those that have learned of their commit. The others replace whatever they find. */
  private Registrant newest(String id) {
    return registrants.stream()
        .filter(each -> each.id().equals(id) && each.establishedAt() > 0)
        .max(Comparator.comparingLong(Registrant::establishedAt))
        .orElse(null);
  }
}
