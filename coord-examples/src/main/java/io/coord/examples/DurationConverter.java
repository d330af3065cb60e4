package io.coord.examples;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses durations such as {@code 500ms}, {@code 15s} and {@code 2m}. */
class DurationConverter implements ITypeConverter<Duration> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m)");

  @Override
  public Duration convert(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a duration such as 500ms, 15s or 2m");
    }
    long amount = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      default -> Duration.ofMinutes(amount);
    };
  }

  /** For durations that must not be zero. */
  static final class Positive extends DurationConverter {
    @Override
    public Duration convert(String text) {
      Duration duration = super.convert(text);
      if (duration.isZero()) {
        throw new TypeConversionException("'" + text + "' is too short: the minimum is 1ms");
      }
      return duration;
    }
  }
}
