package io.coord.examples;

import picocli.CommandLine.IVersionProvider;

/** The text that {@code --version} prints. */
public final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String own = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "coord " + (own == null ? "(built from source, not packaged)" : own),
      "ZooKeeper " + org.apache.zookeeper.Version.getVersion()
    };
  }
}
