package io.coord.curator.internal.support;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Converts names to segments of node paths and back. A name becomes exactly one segment, so no name
 * can reach into another's children: special characters are percent-encoded, and so are "." and
 * ".." as a whole.
 */
public final class NodeNames {

  private static final String PLAIN_PUNCTUATION = "._~@:+=,-";
  private static final int LONGEST_PRINTED = 300;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private NodeNames() {}

  /** The segment for a valid name. */
  public static String encode(String name) {
    boolean dots = isDots(name);
    StringBuilder segment = new StringBuilder(name.length());
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      if (!dots && isPlain(b)) {
        segment.append((char) b);
      } else {
        HEX.toHexDigits(segment.append('%'), b);
      }
    }
    return segment.toString();
  }

  /**
   * The name that a segment stands for. A segment that {@link #encode} cannot have written (of a
   * node typed by hand, say) stands for itself.
   */
  public static String decode(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c != '%') {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      } else if (isEscape(segment, i)) {
        bytes.write(HexFormat.fromHexDigits(segment, i + 1, i + 3));
        i += 2;
      } else {
        return segment;
      }
    }
    try {
      ByteBuffer utf8 = ByteBuffer.wrap(bytes.toByteArray());
      String name = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
      return encode(name).equals(segment) ? name : segment;
    } catch (CharacterCodingException e) {
      return segment;
    }
  }

  /**
   * The other segment that stands for a name: the name itself, if somebody could have typed it.
   * Null if there is none.
   */
  public static @Nullable String typed(String name) {
    boolean other = !encode(name).equals(name) && decode(name).equals(name);
    return other && !isDots(name) && name.chars().allMatch(NodeNames::isTypable) ? name : null;
  }

  private static boolean isDots(String name) {
    return name.equals(".") || name.equals("..");
  }

  /** Whether ZooKeeper allows this character in a segment. */
  private static boolean isTypable(int c) {
    return c > 0x1F
        && c != '/'
        && !(c >= 0x7F && c <= 0x9F)
        && !(c >= 0xD800 && c <= 0xF8FF)
        && c < 0xFFF0;
  }

  /**
   * The text in a form that is safe in a log or a message, whoever wrote it: on one line, without
   * effect on a terminal, and not endless. Plain text is unchanged.
   */
  public static String printable(String text) {
    return printable(text, LONGEST_PRINTED);
  }

  static String printable(String text, int longest) {
    StringBuilder printable = new StringBuilder(text.length());
    for (int i = 0, next; i < text.length(); i = next) {
      int c = text.codePointAt(i);
      next = i + Character.charCount(c);
      if (next > longest) {
        return printable.append("… (").append(text.length()).append(" characters)").toString();
      }
      switch (c) {
        case '\n' -> printable.append("\\n");
        case '\r' -> printable.append("\\r");
        case '\t' -> printable.append("\\t");
        case '\\' -> printable.append("\\\\");
        default -> {
          if (isVisible(c)) {
            printable.appendCodePoint(c);
          } else {
            text.substring(i, next).chars().forEach(unit -> appendUnit(printable, (char) unit));
          }
        }
      }
    }
    return printable.toString();
  }

  /** Neither a control character, nor a line separator, nor one that changes how others look. */
  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static void appendUnit(StringBuilder printable, char unit) {
    printable.append("\\u").append(HEX.toHexDigits(unit));
  }

  private static boolean isEscape(String segment, int at) {
    return at + 2 < segment.length()
        && HexFormat.isHexDigit(segment.charAt(at + 1))
        && HexFormat.isHexDigit(segment.charAt(at + 2));
  }

  private static boolean isPlain(byte b) {
    return (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || (b >= '0' && b <= '9')
        || PLAIN_PUNCTUATION.indexOf(b) >= 0;
  }

  /** The path of a node's child. */
  public static String child(String parent, String name) {
    return parent.endsWith("/") ? parent + name : parent + "/" + name;
  }
}
