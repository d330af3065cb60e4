package io.coord.examples;

import io.coord.Coordination;
import io.coord.NameRules;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.InstanceCodec;
import io.coord.registry.Membership;
import io.coord.registry.MembershipChange;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A client that prints servers as they come and go. */
@Command(
    name = "client",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Watches the servers of a service until Ctrl-C.",
      "Prints + for a server that joined, - for one that left, ~ for one that changed, and the list."
    })
final class ClientCommand implements Callable<Integer> {

  @Mixin private ConnectOption connect = new ConnectOption();

  @Option(
      names = "--service",
      defaultValue = "servers",
      description = "The service to watch. Default: ${DEFAULT-VALUE}.")
  private String service = "";

  private final Console console = Console.standard();
  private boolean stale; // used only by the listener, whose calls never overlap

  @Override
  public Integer call() {
    requireValidName();
    CuratorCoordination.Builder builder =
        connect.builder().serviceRoot("/").instanceCodec(InstanceCodec.plainText());

    try (Coordination coordination = connect.open(builder);
        EndOfProgram end = EndOfProgram.saying(coordination::close)) {
      Membership servers = watch(coordination);
      console.line("client is working ...");
      servers.subscribe(this::show);
      return end.await();
    }
  }

  private void requireValidName() {
    try {
      NameRules.requireValid("service name", service);
    } catch (IllegalArgumentException e) {
      throw new UserMistake(e);
    }
  }

  private Membership watch(Coordination coordination) {
    try {
      return coordination.registry().watch(service);
    } catch (IllegalArgumentException e) { // "zookeeper" at the root is reserved
      throw new UserMistake(e);
    }
  }

  private void show(MembershipChange change) {
    boolean wasStale = stale;
    stale = change.snapshot().stale();
    if (stale && !wasStale) {
      console.line(Console.Colour.YELLOW, "(view is stale: not connected)");
      if (change.joined().isEmpty() && change.left().isEmpty() && change.updated().isEmpty()) {
        return; // the list has not changed
      }
    } else if (!stale && wasStale) {
      console.line(Console.Colour.GREEN, "(view is current again)");
    }
    change.left().forEach(gone -> console.line(Console.Colour.RED, "- " + Members.label(gone)));
    change.joined().forEach(here -> console.line(Console.Colour.GREEN, "+ " + Members.label(here)));
    change.updated().forEach(it -> console.line(Console.Colour.YELLOW, "~ " + Members.label(it)));
    console.line(Console.Colour.BOLD, Members.list(change.snapshot()));
  }
}
