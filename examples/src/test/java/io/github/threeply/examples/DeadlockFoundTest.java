package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.Deadlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DeadlockFoundTest {

    @Test
    void printsWhatItsTextSays() throws Exception {
        Printed printed = Printed.by(() -> DeadlockFound.main(new String[0]));

        assertThat(printed.lines())
                .containsExactly(
                        "crosswise: left-1 waits for 'savings', held by right-1",
                        "crosswise: right-1 waits for 'checking', held by left-1",
                        "crosswise: 1 of them got a DeadlockException, 1 finished",
                        "in order: 2000 of 2000 transfers done",
                        "semaphore: of 6 threads 3 were inside at once, never more");
    }

    @Test
    void showsWhereBothWait() throws Exception {
        DeadlockFound.Crosswise crosswise = DeadlockFound.crosswise();

        assertThat(crosswise.deadlock().victim()).isIn("left-1", "right-1");
        assertThat(crosswise.deadlock().waiters())
                .extracting(Deadlock.Waiter::stack)
                .allSatisfy(stack -> assertThat(stack.get(0).getMethodName()).isEqualTo("takeBoth"));
    }
}
