package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.Deadlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DeadlockFoundTest {

    @Test
    void showsWhereBothWait() throws Exception {
        DeadlockFound.Crosswise crosswise = DeadlockFound.crosswise();

        assertThat(crosswise.deadlock().victim()).isIn("left-1", "right-1");
        assertThat(crosswise.deadlock().waiters())
                .extracting(Deadlock.Waiter::stack)
                .allSatisfy(stack -> assertThat(stack.get(0).getMethodName()).isEqualTo("takeBoth"));
    }
}
