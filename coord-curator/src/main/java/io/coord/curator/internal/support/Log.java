package io.coord.curator.internal.support;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Coord's logger. Names, paths and data may come from anybody, so this escapes every argument, and
 * no caller has to: it stays on its line and has no effect on a terminal. Nothing here throws: an
 * exception of the application may have methods that do, and so may an appender, and whoever logs a
 * failure still has to deal with it.
 */
public final class Log {

  private static final int LONGEST = 2_000; // of one argument; a path has 1,300 characters at most

  private final Logger log;

  private Log(Logger log) {
    this.log = log;
  }

  public static Log of(Class<?> type) {
    return new Log(LoggerFactory.getLogger(type));
  }

  /** Logs an error, as SLF4J does: one {@code {}} per argument, then perhaps a Throwable. */
  public void error(String format, @Nullable Object... arguments) {
    if (log.isErrorEnabled()) {
      write(log::error, format, arguments);
    }
  }

  /** Logs a warning; see {@link #error}. */
  public void warn(String format, @Nullable Object... arguments) {
    if (log.isWarnEnabled()) {
      write(log::warn, format, arguments);
    }
  }

  /** Logs information; see {@link #error}. */
  public void info(String format, @Nullable Object... arguments) {
    if (log.isInfoEnabled()) {
      write(log::info, format, arguments);
    }
  }

  /** Logs details; see {@link #error}. */
  public void debug(String format, @Nullable Object... arguments) {
    if (log.isDebugEnabled()) {
      write(log::debug, format, arguments);
    }
  }

  /** A level of a logger. */
  @FunctionalInterface
  private interface Level {
    void log(String format, @Nullable Object... arguments);
  }

  private static void write(Level level, String format, @Nullable Object[] arguments) {
    try {
      level.log(format, escaped(arguments));
    } catch (Throwable e) {
      try {
        level.log(format + " {}", named(arguments));
      } catch (Throwable again) {
        // Nothing can be logged.
      }
    }
  }

  /** Without calling any method of the application's. */
  private static @Nullable Object[] named(@Nullable Object[] arguments) {
    @Nullable Object[] named = arguments.clone();
    for (int i = 0; i < named.length; i++) {
      Object argument = named[i];
      if (argument instanceof String text) {
        named[i] = NodeNames.printable(text, LONGEST);
      } else if (argument != null) {
        named[i] = argument.getClass().getName();
      }
    }
    return named;
  }

  private static @Nullable Object[] escaped(@Nullable Object[] arguments) {
    @Nullable Object[] escaped = arguments.clone();
    for (int i = 0; i < escaped.length; i++) {
      if (escaped[i] != null && !(escaped[i] instanceof Throwable)) {
        escaped[i] = NodeNames.printable(String.valueOf(escaped[i]), LONGEST);
      }
    }
    return escaped;
  }
}
