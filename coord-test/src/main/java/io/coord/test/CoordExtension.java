package io.coord.test;

import io.coord.Coordination;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A {@link CoordServer} for a test class: started before its first test, closed after its last one,
 * nested classes included. After each test it closes the processes, and fails the test if it left
 * something open, as {@link CoordServer#closeProcesses} says. JUnit 5.11 or later, 6 included.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final CoordExtension zk = new CoordExtension(CuratorCoordination::connect);
 * }</pre>
 *
 * <p>The field must be static. Data stays from test to test: use other names in each test, or call
 * {@link #wipe} before any process is connected.
 */
public final class CoordExtension extends CoordServer
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

  private int classes; // the test class and the nested ones under way; used by JUnit's thread

  /**
   * Creates a server, which JUnit starts.
   *
   * @param connect makes a Coordination from a connect string, as {@code
   *     CuratorCoordination::connect} does
   */
  public CoordExtension(Function<String, Coordination> connect) {
    super(connect);
  }

  @Override
  public synchronized CoordExtension maxSessionTimeout(Duration longest) {
    super.maxSessionTimeout(longest);
    return this;
  }

  @Override
  public synchronized CoordExtension port(int number) {
    super.port(number);
    return this;
  }

  @Override
  public synchronized CoordExtension leakCheck(boolean check) {
    super.leakCheck(check);
    return this;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (classes++ == 0) {
      start();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (classes == 0) {
      throw new IllegalStateException("Declare the CoordExtension in a static field.");
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (classes > 0) {
      closeProcesses();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (--classes == 0) {
      close();
    }
  }
}
