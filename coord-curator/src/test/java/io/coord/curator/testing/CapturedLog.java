package io.coord.curator.testing;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Captures what is logged while this is open. It is still printed. */
public final class CapturedLog implements AutoCloseable {

  private final PrintStream original = System.err;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream copy =
      new PrintStream(bytes, true, StandardCharsets.UTF_8) {
        @Override
        public void write(byte[] b, int off, int len) {
          super.write(b, off, len);
          original.write(b, off, len);
        }
      };

  private CapturedLog() {
    System.setErr(copy);
  }

  /** Starts to capture. */
  public static CapturedLog start() {
    return new CapturedLog();
  }

  /** The lines so far that contain the text. */
  public List<String> lines(String text) {
    return bytes.toString(StandardCharsets.UTF_8).lines().filter(l -> l.contains(text)).toList();
  }

  @Override
  public void close() {
    System.setErr(original);
  }
}
