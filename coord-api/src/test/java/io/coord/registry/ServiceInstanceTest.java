package io.coord.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceInstanceTest {

  @Test
  void theBuildersDefaultsAreARandomIdAndNothingElse() {
    ServiceInstance instance = ServiceInstance.builder("servers").build();

    assertThat(instance.service()).isEqualTo("servers");
    assertThat(UUID.fromString(instance.id())).isNotNull();
    assertThat(instance.address()).isEmpty();
    assertThat(instance.port()).isZero();
    assertThat(instance.metadata()).isEmpty();
    assertThat(ServiceInstance.builder("servers").build().id()).isNotEqualTo(instance.id());
  }

  @Test
  void theBuilderSetsEverything() {
    ServiceInstance instance =
        ServiceInstance.builder("servers")
            .id("hadoop102")
            .address("10.0.0.2")
            .port(9820)
            .metadata(Map.of("dropped", "x"))
            .metadata(Map.of("rack", "1"))
            .metadata("zone", "a")
            .metadata("rack", "2")
            .build();

    assertThat(instance)
        .isEqualTo(
            new ServiceInstance(
                "servers", "hadoop102", "10.0.0.2", 9820, Map.of("rack", "2", "zone", "a")));
    assertThat(instance.toBuilder().build()).isEqualTo(instance);
    assertThat(instance.toBuilder().port(1).build().port()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535})
  void portsFrom0To65535AreTaken(int port) {
    assertThat(ServiceInstance.builder("servers").port(port).build().port()).isEqualTo(port);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 65_536, Integer.MAX_VALUE})
  void otherPortsAreRefused(int port) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceInstance.builder("servers").port(port).build())
        .withMessageContaining(String.valueOf(port));
  }

  @Test
  void serviceAndIdAreNames() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceInstance.builder(" ").build())
        .withMessageContaining("service name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceInstance.builder("servers").id("").build())
        .withMessageContaining("instance id");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceInstance.builder("servers").id("x".repeat(201)).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceInstance.builder("half \uD83D").build());
  }

  @Test
  void metadataIsCopiedKeepsItsOrderAndCannotBeChanged() {
    Map<String, String> given = new LinkedHashMap<>();
    given.put("z", "1");
    given.put("a", "2");
    ServiceInstance instance = new ServiceInstance("servers", "id", "", 0, given);

    given.put("late", "3");

    assertThat(instance.metadata().keySet()).containsExactly("z", "a");
    assertThatThrownBy(() -> instance.metadata().put("b", "4"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void noMetadataCannotBeChangedEither() {
    Map<String, String> none = new ServiceInstance("servers", "id", "", 0, Map.of()).metadata();

    assertThat(none).isEmpty();
    assertThat(none.get(null)).isNull();
    assertThatThrownBy(() -> none.put("a", "1")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(none::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aBuilderCanBeUsedAgainWithoutChangingWhatItBuilt() {
    ServiceInstance.Builder builder = ServiceInstance.builder("servers").metadata("a", "1");
    ServiceInstance first = builder.build();

    ServiceInstance second = builder.metadata("b", "2").build();

    assertThat(first.metadata()).containsOnlyKeys("a");
    assertThat(second.metadata()).containsOnlyKeys("a", "b");
  }

  @Test
  void nullsAreRefused() {
    Map<String, String> none = Map.of();
    assertThatNullPointerException().isThrownBy(() -> new ServiceInstance(null, "id", "", 0, none));
    assertThatNullPointerException()
        .isThrownBy(() -> new ServiceInstance("servers", null, "", 0, none));
    assertThatNullPointerException()
        .isThrownBy(() -> new ServiceInstance("servers", "id", null, 0, none));
    assertThatNullPointerException()
        .isThrownBy(() -> new ServiceInstance("servers", "id", "", 0, null));
    assertThatNullPointerException().isThrownBy(() -> ServiceInstance.builder(null));
    ServiceInstance.Builder builder = ServiceInstance.builder("servers");
    assertThatNullPointerException().isThrownBy(() -> builder.id(null));
    assertThatNullPointerException().isThrownBy(() -> builder.address(null));
    assertThatNullPointerException().isThrownBy(() -> builder.metadata(null));
    assertThatNullPointerException().isThrownBy(() -> builder.metadata(null, "value"));
    assertThatNullPointerException().isThrownBy(() -> builder.metadata("key", null));
    assertThatNullPointerException().isThrownBy(() -> builder.metadata(withNulls(null, "value")));
    assertThatNullPointerException().isThrownBy(() -> builder.metadata(withNulls("key", null)));
  }

  private static Map<String, String> withNulls(String key, String value) {
    Map<String, String> map = new HashMap<>();
    map.put(key, value);
    return map;
  }
}
