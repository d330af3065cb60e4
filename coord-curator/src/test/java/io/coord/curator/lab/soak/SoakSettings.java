package io.coord.curator.lab.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The settings of a run.
 *
 * @param subject the library with which the workers coordinate: coord or curator
 * @param seed of the faults and of the work
 * @param length of the time with faults
 * @param workers how many
 * @param servers how many
 * @param tickTime of the servers, in ms
 * @param sessionTimeout of the workers
 * @param directory for history, logs and table
 */
record SoakSettings(
    String subject,
    long seed,
    Duration length,
    int workers,
    int servers,
    int tickTime,
    Duration sessionTimeout,
    Path directory) {

  /** From the system properties soak.minutes, seed and subject. */
  static SoakSettings fromProperties() {
    String subject = System.getProperty("subject", "coord");
    long seed = Long.getLong("seed", ThreadLocalRandom.current().nextInt(1_000_000));
    double minutes = Double.parseDouble(System.getProperty("soak.minutes", "1"));
    return new SoakSettings(
        subject,
        seed,
        Duration.ofMillis((long) (minutes * 60_000)),
        5,
        3,
        500,
        Duration.ofSeconds(4),
        Path.of("target", "soak", subject + "-" + seed));
  }
}
