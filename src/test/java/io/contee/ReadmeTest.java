package io.contee;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README shows what is tested. */
class ReadmeTest {

    @Test
    void showsTheProgramThatAnIntegrationTestRuns() throws IOException {
        String program = Files.readString(Path.of("integration-tests/examples/Example.java"));

        assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + program + "```\n");
    }
}
