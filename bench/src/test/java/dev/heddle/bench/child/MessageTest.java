package dev.heddle.bench.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MessageTest {

  @Test
  void aLineSaysWhatTheMessageSaid() {
    Message message =
        Message.of("open")
            .with("password", "a b=c%\n\"ü")
            .with("size", 8)
            .with("empty", "")
            .with("rate", 1.5);

    String line = message.line();

    assertThat(line).doesNotContain("\n");
    assertThat(Message.parse(line)).isEqualTo(message);
    assertThat(Message.parse(line).number("size")).isEqualTo(8);
    assertThat(Message.parse(line).decimal("rate")).isEqualTo(1.5);
  }

  @Test
  void aMissingValueIsNamed() {
    assertThatThrownBy(() -> Message.of("open").text("url")).hasMessageContaining("no 'url'");
  }
}
