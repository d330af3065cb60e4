package io.coord.curator;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.registry.ServiceInstance;
import java.nio.charset.StandardCharsets;
import org.apache.curator.x.discovery.details.JsonInstanceSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of an odd kind are read as curator-x-discovery reads them, or refused as it does. */
class DiscoveryScalarsTest {

  private static final String PORT = "{\"name\":\"s\",\"id\":\"a\",\"address\":\"h\",\"port\":%s}";
  private static final String TEXTS = "{\"name\":%1$s,\"id\":%1$s,\"address\":%1$s,\"port\":8080}";

  private final InstanceCodec ours = InstanceCodec.discoveryJson();
  private final JsonInstanceSerializer<Object> theirs = new JsonInstanceSerializer<>(Object.class);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8080",
        "\"8080\"",
        "\" 8080\\t\"",
        "\"+8080\"",
        "\"08080\"",
        "8080.0",
        "8080.9",
        "8.08e3",
        "0",
        "null",
        "\"\"",
        "\"  \"",
        "\"null\"",
        "\"8080.0\"",
        "\"http\"",
        "\"80 80\"",
        "\"99999999999\"",
        "99999999999",
        "1e99",
        "true",
        "false",
        "[8080]",
        "{}"
      })
  void aPort(String port) {
    assertSame(PORT.formatted(port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"text\"", "\"\"", "5", "-5", "1.50", "1e3", "true", "false"})
  void aText(String text) {
    assertSame(TEXTS.formatted(text));
  }

  private void assertSame(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    ServiceInstance read = ours.decode("s", "a", bytes);
    try {
      var expected = theirs.deserialize(bytes);
      assertThat(read.address()).isEqualTo(expected.getAddress());
      assertThat(read.port()).isEqualTo(expected.getPort() == null ? 0 : expected.getPort());
    } catch (Exception refused) { // declared by Curator
      assertThat(read).isEqualTo(PlainTextCodec.rawNode("s", "a", bytes));
    }
  }
}
