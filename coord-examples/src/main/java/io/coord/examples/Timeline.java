package io.coord.examples;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Prints what happens, each line with the time since the start and who it is about. Thread-safe.
 */
final class Timeline {

  private final Console console;
  private final long start = System.nanoTime();

  Timeline(Console console) {
    this.console = console;
  }

  /** A line between the parts of a demonstration. */
  void heading(String text) {
    console.line("");
    console.line(Console.Colour.BOLD, text);
  }

  /** A line that belongs to no moment. */
  void line(String text) {
    console.line(text);
  }

  void say(String who, String what) {
    console.line(at(who, what));
  }

  void say(Console.Colour colour, String who, String what) {
    console.line(colour, at(who, what));
  }

  /** A time in milliseconds, the unit in which a reader compares them. */
  static String millis(Duration time) {
    return "%,d ms".formatted(time.toMillis());
  }

  private String at(String who, String what) {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    return "%3d.%03d s  %-10s %s".formatted(millis / 1000, millis % 1000, who, what);
  }
}
