package io.coord.curator.testing;

import java.util.List;
import java.util.function.Consumer;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;

/**
 * Everything is open to everybody; but whenever a client wants to know the ACL of a path, that is
 * told first, and what is thrown then goes to the client.
 */
public record WatchedAcls(Consumer<String> onPath) implements ACLProvider {

  @Override
  public List<ACL> getDefaultAcl() {
    return ZooDefs.Ids.OPEN_ACL_UNSAFE;
  }

  @Override
  public List<ACL> getAclForPath(String path) {
    onPath.accept(path);
    return getDefaultAcl();
  }
}
