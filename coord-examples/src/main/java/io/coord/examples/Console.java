package io.coord.examples;

import java.io.PrintStream;
import picocli.CommandLine;

/**
 * Prints the output of the demonstrations: in colour on a terminal, as plain lines when piped. Text
 * from ZooKeeper may contain anything, so it is escaped first: it can neither control the terminal
 * nor forge a line. Thread-safe.
 */
public final class Console {

  public enum Colour {
    GREEN("32"),
    RED("31"),
    YELLOW("33"),
    BOLD("1");

    private final String code;

    Colour(String code) {
      this.code = code;
    }
  }

  private static final int LONGEST = 200;

  private final PrintStream out;
  private final boolean coloured;

  Console(PrintStream out, boolean coloured) {
    this.out = out;
    this.coloured = coloured;
  }

  public static Console standard() {
    return new Console(System.out, CommandLine.Help.Ansi.AUTO.enabled());
  }

  public static void error(String message) {
    System.err.println("coord: " + message);
  }

  /** Whether the output goes to a terminal, so that lines may be coloured and overwritten. */
  public boolean isTerminal() {
    return coloured;
  }

  public void line(String text) {
    out.println(text);
    out.flush();
  }

  public void line(Colour colour, String text) {
    line(coloured ? "\u001b[" + colour.code + "m" + text + "\u001b[0m" : text);
  }

  /** {@return the text on one line, control and formatting characters escaped, and not too long} */
  public static String printable(String text) {
    StringBuilder result = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .forEach(
            c -> {
              switch (Character.getType(c)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    result.append("\\u%04x".formatted(c));
                default -> result.appendCodePoint(c);
              }
            });
    if (text.codePointCount(0, text.length()) > LONGEST) {
      result.append("...");
    }
    return result.toString();
  }
}
