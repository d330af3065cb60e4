package io.coord.curator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.coord.registry.ServiceInstance;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a node holds, it is an instance: by its JSON, or by its bytes as text. */
class DiscoveryJsonCodecTest {

  private static final String VALID =
      """
      {"name":"servers","id":"a","address":"10.0.0.1","port":%s,"payload":%s}""";

  private final InstanceCodec codec = InstanceCodec.discoveryJson();

  static List<String> noInstances() {
    return List.of(
        "",
        "{",
        "[]",
        "null",
        "10.0.0.1",
        "{}",
        "{\"name\":\"servers\"}",
        "{\"name\":null,\"id\":\"a\"}",
        "{\"name\":\"servers\",\"id\":\"a\",\"payload\":{\"metadata\":{\"a\":\"b\"",
        valid("-1", "null"),
        valid("65536", "null"),
        valid("99999999999999999999", "null"),
        valid("9".repeat(5_000), "null"),
        valid("1", "[".repeat(100_000)),
        valid("1", "null") + "{}",
        valid("1", "null") + " x");
  }

  static List<String> withoutMetadata() {
    return List.of(
        valid("1", "null"),
        valid("1", "{}"),
        valid("1", "[1,{\"a\":2}]"),
        valid("1", "\"text\""),
        valid("1", "7"),
        valid("1", "[".repeat(900) + "]".repeat(900)),
        valid("1", "{\"a\":{\"deep\":1},\"b\":[1],\"c\":null}"),
        valid("1", "{\"@class\":\"java.lang.ProcessBuilder\"}"),
        valid("1", "{\"metadata\":{\"@class\":\"x\",\"k\":{\"z\":1},\"l\":null}}"));
  }

  @ParameterizedTest(name = "[{index}]")
  @MethodSource("noInstances")
  void whatIsNoInstanceIsShownAsARawNode(String text) {
    ServiceInstance read = decode(text);

    assertThat(read).isEqualTo(instance().address(text).build());
  }

  @ParameterizedTest(name = "[{index}]")
  @MethodSource("withoutMetadata")
  void aPayloadOfAnyShapeIsTakenAndOnlyItsPlainFieldsAreMetadata(String text) {
    ServiceInstance read = decode(text);

    assertThat(read).isEqualTo(instance().address("10.0.0.1").port(1).build());
  }

  @Test
  void ofAFieldThatComesTwiceTheLastCounts() {
    assertThat(decode(valid("1", "{\"a\":1,\"a\":2}")).metadata()).isEqualTo(Map.of("a", "2"));
    assertThat(decode(valid("1", "{\"metadata\":{\"k\":1},\"metadata\":{\"l\":2}}")).metadata())
        .isEqualTo(Map.of("l", "2"));
  }

  @Test
  void numbersAndBooleansAreMetadataAsTheyAreWritten() {
    assertThat(decode(valid("1", "{\"a\":1.50,\"b\":true,\"c\":1e999999999}")).metadata())
        .isEqualTo(Map.of("a", "1.50", "b", "true", "c", "1e999999999"));
  }

  @Test
  void theServiceAndTheIdAreTheNodesOwnWhateverItsDataSay() {
    ServiceInstance read = codec.decode("others", "b", bytes(valid("1", "null")));

    assertThat(read.service()).isEqualTo("others");
    assertThat(read.id()).isEqualTo("b");
  }

  @Test
  void jsonIsReadInEveryEncodingThatJsonMayHave() {
    String text = valid("1", "{\"k\":\"ü\"}");
    ServiceInstance expected = instance().address("10.0.0.1").port(1).metadata("k", "ü").build();

    for (String encoding : List.of("UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
      Charset charset = Charset.forName(encoding);
      assertThat(codec.decode("servers", "a", text.getBytes(charset))).isEqualTo(expected);
      byte[] marked = ("\uFEFF" + text).getBytes(charset);
      assertThat(codec.decode("servers", "a", marked)).isEqualTo(expected);
    }
    assertThat(decode(" \n" + text)).isEqualTo(expected);
  }

  @Test
  void theMetadataKeyThatNamesAClassIsRefused() {
    ServiceInstance named = instance().metadata("@class", "java.lang.ProcessBuilder").build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.encode(named))
        .withMessageContaining("@class");
  }

  @Test
  void longKeysAndValuesComeBack() {
    ServiceInstance longest =
        instance().metadata("k".repeat(60_000), "v").metadata("v", "x".repeat(60_000)).build();

    assertThat(codec.decode("servers", "a", codec.encode(longest))).isEqualTo(longest);
  }

  @Test
  void anyTextComesBack() {
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      ServiceInstance written =
          instance()
              .address(text(random))
              .port(random.nextInt(65_536))
              .metadata("k" + text(random), text(random))
              .metadata("", text(random))
              .build();
      assertThat(codec.decode("servers", "a", codec.encode(written))).isEqualTo(written);
    }
  }

  @Test
  void noBytesMakeItThrow() {
    Random random = new Random(6);
    byte[] valid = bytes(valid("80", "{\"metadata\":{\"zone\":\"a\"},\"n\":[1,2]}"));
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = valid.clone();
      for (int hits = random.nextInt(4); hits >= 0; hits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      ServiceInstance read = codec.decode("servers", "a", damaged);

      assertThat(read.service() + read.id()).isEqualTo("serversa");
    }
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(8), 0, Character.MAX_CODE_POINT + 1)
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private ServiceInstance decode(String text) {
    return codec.decode("servers", "a", bytes(text));
  }

  private static String valid(String port, String payload) {
    return VALID.formatted(port, payload);
  }

  private static ServiceInstance.Builder instance() {
    return ServiceInstance.builder("servers").id("a");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
