package io.firn.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void alignsNumbersToTheRightAndLeavesNoTrailingSpace() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TextTable("TABLE", ">FILES", "HEALTH")
                .row("a.b", "7", "ok")
                .row("long.name", "1,234", "")
                .print(new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("TABLE      FILES  HEALTH", "a.b            7  ok", "long.name  1,234");
    }

    @Test
    void refusesARowOfAnotherWidth() {
        assertThatThrownBy(() -> new TextTable("A", "B").row("only one"))
                .hasMessageContaining("[only one] has not 2 cells");
    }
}
