package io.coord.examples.inspect;

import io.coord.examples.Console;
import io.coord.examples.inspect.Inventory.Candidate;
import io.coord.examples.inspect.Inventory.Contender;
import io.coord.examples.inspect.Inventory.Election;
import io.coord.examples.inspect.Inventory.Lock;
import io.coord.examples.inspect.Inventory.Member;
import io.coord.examples.inspect.Inventory.Service;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A report for people. */
final class TextReport {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private TextReport() {}

  static List<String> lines(Inventory inventory, Roots roots) {
    List<String> lines = new ArrayList<>();
    lines.add("services: " + count(inventory.services().size(), roots.services()));
    for (Service service : inventory.services()) {
      lines.add("  " + name(service.name(), service.path()));
      service.members().forEach(member -> lines.add("    " + member(member)));
      if (service.members().isEmpty()) {
        lines.add("    no members");
      }
    }
    lines.add("locks: " + count(inventory.locks().size(), roots.locks()));
    for (Lock lock : inventory.locks()) {
      lines.add("  " + name(lock.name(), lock.path()));
      for (int i = 0; i < lock.contenders().size(); i++) {
        lines.add("    " + contender(i, lock.contenders().get(i)));
      }
      if (lock.contenders().isEmpty()) {
        lines.add("    free");
      }
    }
    lines.add("elections: " + count(inventory.elections().size(), roots.elections()));
    for (Election election : inventory.elections()) {
      lines.add("  " + name(election.name(), election.path()));
      for (int i = 0; i < election.candidates().size(); i++) {
        lines.add("    " + candidate(i, election.candidates().get(i)));
      }
      if (election.candidates().isEmpty()) {
        lines.add("    nobody stands");
      }
    }
    return lines;
  }

  private static String count(int found, String root) {
    return found == 0 ? "none below " + Console.printable(root) : Integer.toString(found);
  }

  private static String name(String name, String path) {
    return Console.printable(name) + "  (" + Console.printable(path) + ")";
  }

  private static String member(Member member) {
    String metadata =
        member.metadata().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> Console.printable(entry.getKey() + "=" + entry.getValue()))
            .collect(Collectors.joining(" "));
    return "%-24s  %-24s  %s  %s"
        .formatted(
            Console.printable(member.id()),
            address(member.address(), member.port()),
            origin(member.since(), member.session()),
            metadata)
        .stripTrailing();
  }

  private static String contender(int position, Contender contender) {
    return "%-9s  %-39s  %s"
        .formatted(
            position == 0 ? "holder" : "waiter " + position,
            Console.printable(contender.owner().isEmpty() ? contender.node() : contender.owner()),
            origin(contender.since(), contender.session()));
  }

  private static String candidate(int position, Candidate candidate) {
    return "%-9s  %-24s  %-24s  %s%s"
        .formatted(
            position == 0 ? "leader" : "next " + position,
            Console.printable(candidate.id()),
            address(candidate.address(), candidate.port()),
            origin(candidate.since(), candidate.session()),
            position == 0 ? "  epoch " + candidate.epoch() : "");
  }

  private static String address(String address, int port) {
    return Console.printable(address) + (port == 0 ? "" : ":" + port);
  }

  private static String origin(Instant since, long session) {
    return "since %s  %s".formatted(TIME.format(since), sessionName(session));
  }

  private static String sessionName(long session) {
    return session == 0 ? "no session (stays)" : "session " + hex(session);
  }

  /** {@return a session id as ZooKeeper's own tools print it} */
  static String hex(long session) {
    return "0x" + Long.toHexString(session);
  }
}
