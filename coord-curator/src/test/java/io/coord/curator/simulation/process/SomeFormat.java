package io.coord.curator.simulation.process;

import io.coord.curator.internal.support.InstanceFormat;
import io.coord.registry.ServiceInstance;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** The address as text. For a while it throws an Error now and then, as if memory was short. */
final class SomeFormat implements InstanceFormat {

  private static final String RAW = "raw";
  private static final String SIMULATED = "simulated";

  private final Random random;
  private int oneIn; // 0 if it never fails

  SomeFormat(Random random) {
    this.random = random;
  }

  /** One call in so many fails; none if that is 0. */
  void failOneIn(int calls) {
    oneIn = calls;
  }

  @Override
  public byte[] write(ServiceInstance instance) {
    failPerhaps();
    return instance.address().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public ServiceInstance read(String service, String id, byte[] payload) {
    failPerhaps();
    return ServiceInstance.builder(service)
        .id(id)
        .address(new String(payload, StandardCharsets.UTF_8))
        .build();
  }

  private void failPerhaps() {
    if (oneIn > 0 && random.nextInt(oneIn) == 0) {
      throw simulated();
    }
  }

  static Error simulated() {
    return new OutOfMemoryError(SIMULATED);
  }

  /** Whether that is one of these Errors. */
  static boolean isSimulated(Throwable failure) {
    return failure instanceof OutOfMemoryError && SIMULATED.equals(failure.getMessage());
  }

  @Override
  public ServiceInstance raw(String service, String id, byte[] payload) {
    return ServiceInstance.builder(service)
        .id(id)
        .address(new String(payload, StandardCharsets.UTF_8))
        .metadata(RAW, "")
        .build();
  }

  /** Whether it was not decoded. */
  static boolean isRaw(ServiceInstance instance) {
    return instance.metadata().containsKey(RAW);
  }
}
