package io.coord.curator;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The default owner label. */
final class OwnerLabel {

  private OwnerLabel() {}

  /** {@return host/pid} */
  static String ofThisProcess() {
    return host() + "/" + ProcessHandle.current().pid();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
