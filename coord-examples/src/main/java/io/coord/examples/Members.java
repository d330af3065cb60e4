package io.coord.examples;

import io.coord.registry.MembershipSnapshot;
import io.coord.registry.ServiceInstance;
import java.util.stream.Collectors;

/** How members are shown. */
final class Members {

  private Members() {}

  /**
   * What a member is called: its address, or its id if it gave none. For a node that was typed by
   * hand with {@code create -e -s /servers/hadoop102 "hadoop102"} that is what was typed, and not
   * the name {@code hadoop1020000000003} which ZooKeeper made of it.
   */
  static String label(ServiceInstance member) {
    return Console.printable(member.address().isEmpty() ? member.id() : member.address());
  }

  /** The whole list, for example {@code [hadoop102, hadoop103]}. */
  static String list(MembershipSnapshot view) {
    return view.instances().stream()
        .map(Members::label)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
