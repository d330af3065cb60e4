package io.coord.examples;

import io.coord.CoordinationException;
import io.coord.examples.ensemble.ElectionCommand;
import io.coord.examples.ensemble.WritePathCommand;
import io.coord.examples.inspect.InspectCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: runs a demonstration, and reports a failure in one line and an exit code. */
@Command(
    name = "coord",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Demonstrations of Coord: service discovery, locks and leader election on ZooKeeper.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TourCommand.class,
      ZooKeeperCommand.class,
      ServerCommand.class,
      ClientCommand.class,
      LockCommand.class,
      NativeLockCommand.class,
      CrashCommand.class,
      LeaderCommand.class,
      ElectionCommand.class,
      WritePathCommand.class,
      InspectCommand.class
    },
    footerHeading = "%nTo try it by hand, run one of these in each of three terminals:%n",
    footer = {
      "  mvn -q compile exec:java -Dexec.args=zookeeper",
      "  mvn -q compile exec:java -Dexec.args=client",
      "  mvn -q compile exec:java -Dexec.args='server hadoop102'",
      "Then stop the server with Ctrl-C, or kill it with kill -9."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:failure, or a check found a broken guarantee",
      "2:invalid request; the message says what to do"
    })
public final class Main implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  private Main() {}

  /** Runs the subcommand that the arguments name. */
  public static void main(String[] args) {
    int exitCode = run(args);
    // After success the JVM exits by itself: a demonstration that left a thread behind would hang
    // here and be noticed, and a Maven that runs this in its own JVM must continue.
    if (exitCode != CommandLine.ExitCode.OK) {
      System.exit(exitCode);
    }
  }

  private static int run(String... args) {
    return new CommandLine(new Main())
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler((e, arguments) -> reportBadArguments(e))
        .setExecutionExceptionHandler((e, command, parsed) -> reportFailure(e))
        .execute(args);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(System.err);
    return CommandLine.ExitCode.USAGE;
  }

  private static int reportBadArguments(ParameterException e) {
    CommandLine command = e.getCommandLine();
    if (e instanceof UnmatchedArgumentException unmatched && !command.getSubcommands().isEmpty()) {
      Console.error(
          "There is no subcommand '%s'. Choose one of: %s."
              .formatted(
                  unmatched.getUnmatched().get(0),
                  String.join(", ", command.getSubcommands().keySet())));
    } else {
      String name = command.getCommandSpec().qualifiedName();
      Console.error("%s. Try '%s --help'.".formatted(e.getMessage(), name));
    }
    return CommandLine.ExitCode.USAGE;
  }

  private static int reportFailure(Exception e) {
    if (e instanceof UserMistake) {
      Console.error(String.valueOf(e.getMessage()));
      return CommandLine.ExitCode.USAGE;
    }
    if (e instanceof CoordinationException || e instanceof CheckFailed) {
      Console.error(String.valueOf(e.getMessage()));
    } else {
      e.printStackTrace();
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
