package io.coord.curator.internal.support;

import java.util.Collection;
import java.util.function.Consumer;

/** Steps, usually of a close, each of which is taken even if another has failed. */
public final class Steps {

  private static final Log log = Log.of(Steps.class);

  private Steps() {}

  /** Takes all steps, in this order. Logs what one throws. */
  public static void take(Runnable... steps) {
    for (Runnable step : steps) {
      try {
        step.run();
      } catch (Throwable e) {
        log.error("A step failed; the steps after it are still taken.", e);
      }
    }
  }

  /** Takes the step for each subject, in this order. Logs what one throws. */
  public static <T> void forEach(Collection<T> all, Consumer<? super T> step) {
    for (T each : all) {
      take(() -> step.accept(each));
    }
  }
}
