package io.coord.examples;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Prints events, each with the time since the start and the name of whoever it concerns.
 * Thread-safe.
 */
final class Timeline {

  private final Console console;
  private final long start = System.nanoTime();

  Timeline(Console console) {
    this.console = console;
  }

  /** Prints the title of a part of the demonstration. */
  void heading(String text) {
    console.line("");
    console.line(Console.Colour.BOLD, text);
  }

  /** Prints a line without a time. */
  void line(String text) {
    console.line(text);
  }

  void say(String who, String what) {
    console.line(at(who, what));
  }

  void say(Console.Colour colour, String who, String what) {
    console.line(colour, at(who, what));
  }

  /** {@return the time in milliseconds, so that readers can compare times} */
  static String millis(Duration time) {
    return "%,d ms".formatted(time.toMillis());
  }

  private String at(String who, String what) {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    return "%3d.%03d s  %-10s %s".formatted(millis / 1000, millis % 1000, who, what);
  }
}
