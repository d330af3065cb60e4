package io.coord.curator.internal.support;

import java.util.Collection;
import java.util.function.Consumer;

/** Steps, of a closing above all, of which none is left out because another has failed. */
public final class Steps {

  private static final Log log = Log.of(Steps.class);

  private Steps() {}

  /** Takes all of them, in this order. What one throws is logged. */
  public static void take(Runnable... steps) {
    for (Runnable step : steps) {
      try {
        step.run();
      } catch (RuntimeException | Error e) {
        log.error("A step failed; those after it are taken all the same.", e);
      }
    }
  }

  /** Takes that step with each of them, in this order. What one throws is logged. */
  public static <T> void forEach(Collection<T> all, Consumer<? super T> step) {
    for (T each : all) {
      take(() -> step.accept(each));
    }
  }
}
