package io.coord.curator.internal.support;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Coord's logger. Names, paths and data may come from anybody, so this escapes every argument, and
 * no caller has to: it stays on its line and has no effect on a terminal.
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
      log.error(format, escaped(arguments));
    }
  }

  /** Logs a warning; see {@link #error}. */
  public void warn(String format, @Nullable Object... arguments) {
    if (log.isWarnEnabled()) {
      log.warn(format, escaped(arguments));
    }
  }

  /** Logs information; see {@link #error}. */
  public void info(String format, @Nullable Object... arguments) {
    if (log.isInfoEnabled()) {
      log.info(format, escaped(arguments));
    }
  }

  /** Logs details; see {@link #error}. */
  public void debug(String format, @Nullable Object... arguments) {
    if (log.isDebugEnabled()) {
      log.debug(format, escaped(arguments));
    }
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
