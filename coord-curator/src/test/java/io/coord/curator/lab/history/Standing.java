package io.coord.curator.lab.history;

/**
 * What a registration reports about itself.
 *
 * @param registration the value with which it was registered, which nobody else writes
 * @param state as the subject calls it
 * @param value what it wants to be seen
 */
public record Standing(String registration, String state, String value) {

  static final String REGISTERED = "REGISTERED";
  static final String REPLACED = "REPLACED";

  public boolean isRegistered() {
    return state.equals(REGISTERED);
  }

  public boolean isReplaced() {
    return state.equals(REPLACED);
  }

  public String toText() {
    return registration + " " + state + " " + value;
  }

  public static Standing parse(String text) {
    String[] words = text.split(" ");
    return new Standing(words[0], words[1], words[2]);
  }
}
