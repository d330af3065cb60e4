package io.coord.curator.internal.engine.membership;

import io.coord.curator.internal.support.NodeNames;
import io.coord.registry.MembershipChange;
import io.coord.registry.ServiceInstance;
import java.util.List;

/** Members of the service "servers", without a server. */
final class Members {

  private Members() {}

  /** A member whose node was created and last written by these transactions. */
  static Member member(String name, long czxid, long mzxid) {
    ServiceInstance instance =
        ServiceInstance.builder("servers")
            .id(NodeNames.decode(name))
            .address("%s at %d".formatted(name, mzxid))
            .build();
    return new Member(name, instance, czxid, mzxid, 0, 0, false);
  }

  /** A member as it was created. */
  static Member member(String name, long czxid) {
    return member(name, czxid, czxid);
  }

  /** A loaded view of these. */
  static View view(Member... members) {
    return View.initial("servers").next(MemberList.of(List.of(members)), true, false);
  }

  static List<String> names(List<Member> members) {
    return members.stream().map(Member::name).toList();
  }

  /** Ids that joined, left and were updated. */
  static List<List<String>> ids(MembershipChange change) {
    return List.of(idsOf(change.joined()), idsOf(change.left()), idsOf(change.updated()));
  }

  private static List<String> idsOf(List<ServiceInstance> instances) {
    return instances.stream().map(ServiceInstance::id).toList();
  }
}
