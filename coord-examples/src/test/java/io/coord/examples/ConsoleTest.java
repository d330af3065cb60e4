package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.registry.ServiceInstance;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ConsoleTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void aLineOnATerminalIsColoured() {
    new Console(new PrintStream(bytes), true).line(Console.Colour.GREEN, "+ hadoop102");
    assertThat(bytes.toString()).isEqualToIgnoringNewLines("\u001b[32m+ hadoop102\u001b[0m");
  }

  @Test
  void aPipedLineIsPlain() {
    new Console(new PrintStream(bytes), false).line(Console.Colour.GREEN, "+ hadoop102");
    assertThat(bytes.toString()).isEqualToIgnoringNewLines("+ hadoop102");
  }

  @Test
  void whatOthersWroteCannotControlTheTerminal() {
    assertThat(Console.printable("a\u001b[2Jb\nc\u202ed"))
        .isEqualTo("a\\u001b[2Jb\\u000ac\\u202ed");
    assertThat(Console.printable("h\u00e4doop \ud83d\udc18")).isEqualTo("h\u00e4doop \ud83d\udc18");
    assertThat(Console.printable("x".repeat(1_000_000))).hasSize(203).endsWith("...");
  }

  @Test
  void aMemberIsLabelledWithItsAddressOrElseItsId() {
    ServiceInstance.Builder member = ServiceInstance.builder("servers").id("hadoop1020000000003");
    assertThat(Members.label(member.build())).isEqualTo("hadoop1020000000003");
    assertThat(Members.label(member.address("hadoop102").build())).isEqualTo("hadoop102");
  }
}
