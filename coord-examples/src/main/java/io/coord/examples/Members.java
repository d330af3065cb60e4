package io.coord.examples;

import io.coord.registry.MembershipSnapshot;
import io.coord.registry.ServiceInstance;
import java.util.stream.Collectors;

/** How members are printed. */
final class Members {

  private Members() {}

  /**
   * {@return a member's address, or its id if it has none} For a node that was created by hand with
   * {@code create -e -s /servers/hadoop102 "hadoop102"}, that is the text that was typed, not the
   * name {@code hadoop1020000000003} that ZooKeeper made of it.
   */
  static String label(ServiceInstance member) {
    return Console.printable(member.address().isEmpty() ? member.id() : member.address());
  }

  /** {@return the whole list, for example {@code [hadoop102, hadoop103]}} */
  static String list(MembershipSnapshot view) {
    return view.instances().stream()
        .map(Members::label)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
