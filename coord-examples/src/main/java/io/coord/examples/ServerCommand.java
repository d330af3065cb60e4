package io.coord.examples;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.InstanceCodec;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceInstance;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A server that makes itself known and works until it is told to end. */
@Command(
    name = "server",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Registers a server and works until Ctrl-C.",
      "Ended by Ctrl-C it is gone at once; killed with kill -9, when its session expires."
    })
final class ServerCommand implements Callable<Integer> {

  @Parameters(paramLabel = "HOSTNAME", description = "The server's name, for example hadoop102.")
  private String hostname = "";

  @Mixin private ConnectOption connect = new ConnectOption();

  @Option(
      names = "--service",
      defaultValue = "servers",
      description = "What it is a server of. Default: ${DEFAULT-VALUE}.")
  private String service = "";

  @Option(
      names = "--session-timeout",
      paramLabel = "TIME",
      defaultValue = "15s",
      converter = DurationConverter.Positive.class,
      description = "How long it stays visible after a crash. Default: ${DEFAULT-VALUE}.")
  private Duration sessionTimeout = Duration.ZERO;

  private final Console console = Console.standard();

  @Override
  public Integer call() throws InterruptedException {
    ServiceInstance self = self();
    // Plain text at the root, so that ZooKeeper's own command line shows and makes such servers
    // too.
    CuratorCoordination.Builder builder =
        connect
            .builder()
            .serviceRoot("/")
            .instanceCodec(InstanceCodec.plainText())
            .sessionTimeout(sessionTimeout);

    try (Coordination coordination = connect.open(builder);
        EndOfProgram end = EndOfProgram.saying(() -> goOffline(coordination))) {
      Registration registration = register(coordination, self);
      registration.subscribe(state -> tell(state, end));
      return end.await();
    }
  }

  private ServiceInstance self() {
    try {
      return ServiceInstance.builder(service).id(hostname).address(hostname).build();
    } catch (IllegalArgumentException e) {
      throw new UserMistake(e);
    }
  }

  private static Registration register(Coordination coordination, ServiceInstance self)
      throws InterruptedException {
    try {
      return coordination.registry().register(self);
    } catch (IllegalArgumentException e) { // ZooKeeper's own node at the root is no service
      throw new UserMistake(e);
    }
  }

  private void tell(RegistrationState state, EndOfProgram end) {
    switch (state) {
      case REGISTERED -> {
        console.line(Console.Colour.GREEN, hostname + " is online /" + service + "/" + hostname);
        console.line(hostname + " is working ...");
      }
      case SUSPECT ->
          console.line(
              Console.Colour.YELLOW, hostname + " is not connected and may be taken for offline");
      case RESTORING ->
          console.line(Console.Colour.YELLOW, hostname + " is offline and registers again");
      case REPLACED -> {
        Console.error(
            "Another server has registered as " + hostname + " and takes the place of this one.");
        end.giveUp(1);
      }
      case CLOSED -> {
        // The end of this program, which says so itself.
      }
    }
  }

  private void goOffline(Coordination coordination) {
    coordination.close(); // deregisters: clients need not wait for the session to expire
    console.line(hostname + " is offline");
  }
}
