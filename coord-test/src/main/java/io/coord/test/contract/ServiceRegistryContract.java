package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;
import static io.coord.test.contract.Assertions.assertThatExceptionOfType;
import static io.coord.test.contract.Assertions.assertThatIllegalArgumentException;
import static io.coord.test.contract.Assertions.assertThatNullPointerException;

import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.ServiceInstance;
import io.coord.registry.ServiceRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@link ServiceRegistry} promises beyond what its registrations and views do. */
public abstract class ServiceRegistryContract extends ContractSuite {

  private static final String EMOJI = "\uD83D\uDE80"; // 4 bytes

  @Test
  void instancesReturnsEverythingCommittedBefore() throws Exception {
    ServiceRegistry server = open().registry();
    ServiceRegistry client = open().registry();

    for (int i = 0; i < 20; i++) {
      try (Registration registration = server.register(instance("a"))) {
        assertThat(client.instances(service)).containsExactly(registration.instance());
      }
      assertThat(client.instances(service)).isEmpty();
    }
  }

  @Test
  void findSeesWhateverWasCommittedBefore() throws Exception {
    ServiceRegistry server = open().registry();
    ServiceRegistry client = open().registry();

    for (int i = 0; i < 20; i++) {
      try (Registration registration = server.register(instance("a"))) {
        assertThat(client.find(service, "a")).contains(registration.instance());
        registration.update(value -> value.toBuilder().port(80).build());
        assertThat(client.find(service, "a")).contains(registration.instance());
        assertThat(client.find(service, "b")).isEmpty();
      }
      assertThat(client.find(service, "a")).isEmpty();
    }
  }

  @Test
  void nothingIsFoundInAServiceNobodyKnows() throws Exception {
    assertThat(open().registry().find(service, "a")).isEmpty();
    assertThat(open().registry().services()).doesNotContain(service);
  }

  @Test
  void instancesAreSortedById() throws Exception {
    ServiceRegistry registry = open().registry();
    for (String id : new String[] {"b", "a", "c", "B", "a/b", "ü", "10", "9"}) {
      registry.register(instance(id));
    }

    assertThat(ids(registry.instances(service)))
        .containsExactly("10", "9", "B", "a", "a/b", "b", "c", "ü");
  }

  @Test
  void anUnknownServiceHasNoInstances() throws Exception {
    assertThat(open().registry().instances(service)).isEmpty();
  }

  @Test
  void servicesListsTheNamesInOrder() throws Exception {
    ServiceRegistry registry = open().registry();
    registry.register(ServiceInstance.builder(service + "/b").build());
    registry.register(ServiceInstance.builder(service + "/a").build());

    assertThat(List.copyOf(registry.services()))
        .containsSequence(service + "/a", service + "/b")
        .isSorted();
  }

  @Test
  void servicesAreIndependent() throws Exception {
    ServiceRegistry registry = open().registry();
    String nested = service + "/nested";
    Membership view = registry.watch(service);
    Membership nestedView = registry.watch(nested);
    registry.register(instance("a"));
    registry.register(ServiceInstance.builder(nested).id("b").build());

    awaitIds(view, "a");
    awaitIds(nestedView, "b");
    assertThat(ids(registry.instances(service))).containsExactly("a");
    assertThat(ids(registry.instances(nested))).containsExactly("b");
  }

  @Test
  void anyCharacterMayBeInAName() throws Exception {
    for (String name :
        List.of(
            "a/b",
            "/",
            "//",
            ".",
            "..",
            "\0",
            EMOJI,
            "\u202Egnp.exe",
            "%",
            "%41",
            "a b ",
            "zookeeper")) {
      usePartOfAName(name);
    }
  }

  private void usePartOfAName(String name) throws Exception {
    String oddService = service + name;
    ServiceRegistry registry = open().registry();
    ServiceInstance instance = ServiceInstance.builder(oddService).id(name).build();
    Membership view = registry.watch(oddService);

    registry.register(instance);

    assertThat(open().registry().instances(oddService)).containsExactly(instance);
    assertThat(open().registry().find(oddService, name)).contains(instance);
    awaitIds(view, name);
    assertThat(registry.services()).contains(oddService);
  }

  @Test
  void anyCharacterMayBeAServicesWholeName() throws Exception {
    for (String name : List.of(".", "..", "\u202E", EMOJI, "/")) {
      useWholeName(name);
    }
  }

  private void useWholeName(String name) throws Exception {
    ServiceRegistry registry = open().registry();
    ServiceInstance instance = ServiceInstance.builder(name).build();

    try (Registration registration = registry.register(instance)) {
      assertThat(registry.instances(name)).contains(registration.instance());
      assertThat(registry.services()).contains(name);
    }
  }

  @Test
  void namesOf200BytesAreTakenAndOf201Refused() throws Exception {
    ServiceRegistry registry = open().registry();
    for (String name : new String[] {"x".repeat(200), EMOJI.repeat(50)}) {
      ServiceInstance longest = ServiceInstance.builder(name).id(name).build();
      try (Registration registration = registry.register(longest)) {
        assertThat(registry.instances(name)).containsExactly(registration.instance());
      }
      assertInvalid(registry, name + "x");
    }
  }

  @Test
  void invalidNamesAreRefused() throws Exception {
    for (String name : List.of("", " ", "\t\n", "half \uD83D")) {
      assertInvalid(open().registry(), name);
    }
  }

  @Test
  void othersSeeEveryFieldOfAnInstance() throws Exception {
    ServiceInstance instance =
        ServiceInstance.builder(service)
            .id("everything")
            .address("[::1] \"quoted\" \\ \u202E " + EMOJI)
            .port(65_535)
            .metadata(
                Map.of("", "", "k\"{}[],:", "\0\u001F\u2028", EMOJI, "ü", "class", "java.lang.X"))
            .build();
    Membership view = open().registry().watch(service);

    open().registry().register(instance);

    await(view, seen -> !seen.stale() && seen.find("everything").isPresent());
    assertThat(view.snapshot().instances()).containsExactly(instance);
  }

  @Test
  void anInterruptedRegisterThrowsAndLeavesNothingRegistered() throws Exception {
    ServiceRegistry registry = open().registry();
    Membership view = open().registry().watch(service);
    awaitIds(view);

    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> registry.register(instance("interrupted")));
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> registry.instances(service));
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> registry.find(service, "interrupted"));
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(registry::services);

    registry.register(instance("next"));
    awaitIds(view, "next");
  }

  @Test
  void nullsAreRefused() throws Exception {
    ServiceRegistry registry = open().registry();

    assertThatNullPointerException().isThrownBy(() -> registry.register(null));
    assertThatNullPointerException().isThrownBy(() -> registry.watch(null));
    assertThatNullPointerException().isThrownBy(() -> registry.watch(null, change -> {}));
    assertThatNullPointerException().isThrownBy(() -> registry.watch(service, null));
    assertThatNullPointerException().isThrownBy(() -> registry.instances(null));
    assertThatNullPointerException().isThrownBy(() -> registry.find(null, "a"));
    assertThatNullPointerException().isThrownBy(() -> registry.find(service, null));
  }

  private static void assertInvalid(ServiceRegistry registry, String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> registry.watch(name));
    assertThatIllegalArgumentException().isThrownBy(() -> registry.watch(name, change -> {}));
    assertThatIllegalArgumentException().isThrownBy(() -> registry.instances(name));
    assertThatIllegalArgumentException().isThrownBy(() -> registry.find(name, "a"));
    assertThatIllegalArgumentException().isThrownBy(() -> registry.find("servers", name));
  }
}
