package io.coord;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The rules for the name of a lock, a service or an instance: any string of 1 to 200 bytes in UTF-8
 * that is not blank. Public so that an application can validate a name at its source, for example
 * in a form or a configuration file.
 */
public final class NameRules {

  /** The longest name, in bytes of UTF-8. */
  public static final int MAX_BYTES = 200;

  private NameRules() {}

  /**
   * Checks a name.
   *
   * @param what what the name identifies, as the message should put it, for example "lock name"
   * @param name the name to check
   * @return the same name
   * @throws IllegalArgumentException if the name is blank, too long, or not well-formed Unicode
   */
  public static String requireValid(String what, String name) {
    Objects.requireNonNull(name, what);
    if (name.isBlank()) {
      throw new IllegalArgumentException("The " + what + " must not be blank.");
    }
    int bytes = isAscii(name) ? name.length() : utf8Length(what, name);
    if (bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "The %s has %d bytes in UTF-8; at most %d are allowed: it begins with '%s'."
              .formatted(what, bytes, MAX_BYTES, name.substring(0, 20)));
    }
    return name;
  }

  /**
   * Nearly all names are ASCII, whose length needs no encoding; this runs for each member that is
   * read.
   */
  private static boolean isAscii(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static int utf8Length(String what, String name) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
      return encoded.remaining();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "The " + what + " has half of a surrogate pair and cannot be encoded in UTF-8.", e);
    }
  }
}
