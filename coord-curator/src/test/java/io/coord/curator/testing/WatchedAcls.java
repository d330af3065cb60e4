package io.coord.curator.testing;

import java.util.List;
import java.util.function.Consumer;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;

/**
 * Opens everything to everybody, but first calls a hook whenever a client asks for the ACL of a
 * path; what the hook throws reaches the client.
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
