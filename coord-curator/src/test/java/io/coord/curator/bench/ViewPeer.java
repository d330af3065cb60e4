package io.coord.curator.bench;

import java.util.List;
import org.apache.curator.framework.CuratorFramework;

/** A view of the members of a service, of whichever kind. */
interface ViewPeer extends AutoCloseable {

  String COORD = "Coord";
  String CURATOR_CACHE = "CuratorCache";
  String PATH_CHILDREN_CACHE = "PathChildrenCache";
  String SERVICE_CACHE = "ServiceCache";
  String TUTORIAL = "tutorial's loop";

  /** The rivals, Coord not among them. */
  List<String> PEERS = List.of(CURATOR_CACHE, PATH_CHILDREN_CACHE, SERVICE_CACHE, TUTORIAL);

  /** The path under which services lie. */
  String SERVICES = "/services";

  /** Begins to load, and returns when that many members have been seen. */
  void load(int members) throws Exception;

  /** Not open yet; on that client, which it closes. */
  static ViewPeer of(String kind, CuratorFramework client, String service, ViewListener listener) {
    return switch (kind) {
      case COORD -> new CoordView(client, service, listener);
      case CURATOR_CACHE -> new CuratorCacheView(client, service, listener);
      case PATH_CHILDREN_CACHE -> new PathChildrenView(client, service, listener);
      case SERVICE_CACHE -> new ServiceCacheView(client, service, listener);
      case TUTORIAL -> new TutorialView(client, service, listener);
      default -> throw new IllegalArgumentException(kind);
    };
  }
}
