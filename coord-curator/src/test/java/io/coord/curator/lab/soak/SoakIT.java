package io.coord.curator.lab.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * A minute of faults, or as many as {@code -Dsoak.minutes} says. {@code -Dseed} replays a run;
 * {@code -Dsubject=curator} shows what Curator's recipes do in the same run, and does not fail.
 * Leaves in target/soak the table, the violations, the history and the logs.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class SoakIT {

  @Test
  void nothingIsViolatedWhateverHappens() throws InterruptedException {
    SoakSettings settings = SoakSettings.fromProperties();
    System.out.printf("soak: -Dseed=%d -Dsubject=%s%n", settings.seed(), settings.subject());
    Soak.Result result = new Soak(settings).run();
    System.out.println(result.table());
    result.violations().forEach(System.out::println);
    if (!settings.subject().equals("curator")) {
      assertThat(result.violations()).as("seed %d", settings.seed()).isEmpty();
    }
  }
}
