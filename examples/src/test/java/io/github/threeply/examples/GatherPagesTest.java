package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GatherPagesTest {
    private static final List<String> TOLD = List.of(
            "/fast: 4 bytes",
            "/missing: IOException: status 404",
            "/slow: 4 bytes",
            "/silent: HttpTimeoutException: request timed out",
            "/fast?again: 4 bytes");

    @Test
    void tellsValuesAndFailuresInTheOrderOfTheTasksAsItsJavadocSays() throws Exception {
        assertThat(Printed.by(() -> GatherPages.main(new String[0])).lines()).isEqualTo(TOLD);
    }
}
