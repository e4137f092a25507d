package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.ChannelClosedException;
import io.github.threeply.core.ChannelFailedException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeavesNothingBehind.class)
class ConnectionTest {
    private WorkerProcess worker;

    private Connection connect(WorkerBody body) {
        worker = WorkerProcess.start("peer", body);
        return worker.connection();
    }

    @AfterEach
    void closeWorker() {
        if (worker != null) {
            worker.close();
        }
    }

    private static void echo(Connection connection) throws InterruptedException {
        for (Object next = connection.receive(); next != null; next = connection.receive()) {
            connection.send(next);
        }
    }

    private record Point(int x, int y) implements Serializable {}

    @Test
    void carriesValuesOfManyTypes() throws Exception {
        Connection connection = connect(ConnectionTest::echo);
        List<Object> values = List.of(1L, "text", new Point(3, 4), List.of(1, 2), Map.of("a", 1.5), Duration.ofDays(1));

        for (Object value : values) {
            connection.send(value);
            assertThat(connection.receive()).isEqualTo(value);
        }
        connection.send(new long[] {1, 2, 3});
        assertThat(connection.receive(long[].class)).containsExactly(1, 2, 3);
    }

    @Test
    void keepsTheOrder() throws Exception {
        Connection connection = connect(ConnectionTest::echo);

        for (int i = 0; i < 10_000; i++) {
            connection.send(i);
        }

        for (int i = 0; i < 10_000; i++) {
            assertThat(connection.receive()).isEqualTo(i);
        }
    }

    @Test
    void doesNotDeadlockWhenBothSendMuchAtOnce() throws Exception {
        Connection connection = connect(c -> {
            for (int i = 0; i < 3; i++) {
                c.send(new byte[16 << 20]);
                byte[] got = c.receive(byte[].class);
                c.send(got.length);
            }
        });

        for (int i = 0; i < 3; i++) {
            connection.send(new byte[16 << 20]);
            assertThat(connection.receive(byte[].class)).hasSize(16 << 20);
            assertThat(connection.receive()).isEqualTo(16 << 20);
        }
        assertThat(connection.receive()).isNull();
    }

    @Test
    void waitsToSendWhileThePeerHasMuchToReceive() throws Exception {
        Connection connection = connect(c -> {
            c.send("ready");
            new CountDownLatch(1).await();
        });
        connection.receive();
        byte[] tenth = new byte[ConnectionOutbox.WINDOW / 10];
        FutureTask<Void> sender = new FutureTask<>(() -> {
            while (true) {
                connection.send(tenth);
            }
        });
        Thread thread = new Thread(sender, "sender");
        thread.start();

        await().atMost(Duration.ofSeconds(30)).until(() -> thread.getState() == Thread.State.WAITING);
        thread.interrupt();

        assertThatThrownBy(() -> sender.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void goesOnSendingAsThePeerReceives() throws Exception {
        Connection connection = connect(c -> {
            long bytes = 0;
            for (byte[] next = c.receive(byte[].class); next != null; next = c.receive(byte[].class)) {
                bytes += next.length;
            }
            c.send(bytes);
        });
        byte[] tenth = new byte[ConnectionOutbox.WINDOW / 10];

        for (int i = 0; i < 100; i++) {
            connection.send(tenth);
        }
        connection.finish();

        assertThat(connection.receive()).isEqualTo(100L * tenth.length);
    }

    @Test
    void givesNullForEverWhenThePeerEndedInGoodOrder() throws Exception {
        Connection connection = connect(c -> c.send("last"));

        assertThat(connection.receive()).isEqualTo("last");
        assertThat(connection.receive()).isNull();
        assertThat(connection.receive()).isNull();
        assertThat(connection.tryReceive(Duration.ofDays(1))).isNull();
        assertThat(connection.isDrained()).isTrue();
        assertThat(worker.join().isNormal()).isTrue();
    }

    @Test
    void throwsWhenThePeerDiedAfterGivingWhatItHadSent() throws Exception {
        Connection connection = connect(c -> {
            c.send("last");
            c.receive();
            Runtime.getRuntime().halt(9);
        });
        assertThat(connection.receive()).isEqualTo("last");
        connection.send("die");

        assertThatExceptionOfType(ChannelFailedException.class)
                .isThrownBy(connection::receive)
                .withMessageContaining("peer (pid " + worker.pid() + ") exited with code 9");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThatExceptionOfType(ChannelFailedException.class)
                        .isThrownBy(() -> connection.send("more")));
    }

    @Test
    void throwsWhenThePeerIsKilledWhileThisWaits() throws Exception {
        Connection connection = connect(ConnectionTest::echo);
        FutureTask<Object> receiver = new FutureTask<>(connection::receive);
        Thread thread = new Thread(receiver, "receiver");
        thread.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> thread.getState() == Thread.State.WAITING);

        worker.kill();

        assertThatThrownBy(() -> receiver.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ChannelFailedException.class)
                .hasMessageContaining("137: killed by SIGKILL");
    }

    @Test
    void receivesAfterItHasFinishedSending() throws Exception {
        Connection connection = connect(c -> {
            long sum = 0;
            for (Long next = c.receive(Long.class); next != null; next = c.receive(Long.class)) {
                sum += next;
            }
            c.send(sum);
        });

        for (long n = 1; n <= 100; n++) {
            connection.send(n);
        }
        connection.finish();

        assertThat(connection.receive()).isEqualTo(5050L);
        assertThatExceptionOfType(ChannelClosedException.class).isThrownBy(() -> connection.send(1L));
    }

    @Test
    void endsBothDirectionsWhenClosed() throws Exception {
        Connection connection = connect(c -> {
            boolean ended = c.receive() == null;
            try {
                c.send("more");
                System.out.println("sent");
            } catch (ChannelClosedException e) {
                System.out.println(ended + " " + e.getMessage());
            }
        });

        connection.close();
        connection.close();

        assertThat(connection.isClosed()).isTrue();
        assertThat(connection.receive()).isNull();
        assertThatExceptionOfType(ChannelClosedException.class).isThrownBy(() -> connection.send("more"));
        assertThat(worker.join().stderrTail()).containsExactly("true the parent has closed the connection");
    }

    @Test
    void canBeInterruptedWhileItWaits() throws Exception {
        Connection connection = connect(ConnectionTest::echo);
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(connection::receive);

        connection.send("still here");
        assertThat(connection.receive()).isEqualTo("still here");
    }

    @Test
    void givesNullWhenNothingComesInTime() throws Exception {
        Connection connection = connect(ConnectionTest::echo);

        assertThat(connection.tryReceive(Duration.ofMillis(20))).isNull();
        assertThat(connection.tryReceive(Duration.ZERO)).isNull();
        assertThat(connection.isDrained()).isFalse();
    }

    @Test
    void refusesNull() {
        Connection connection = connect(ConnectionTest::echo);

        assertThatNullPointerException().isThrownBy(() -> connection.send(null));
    }

    private static final class Holder implements Serializable {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial") // on purpose
        private final Object inside = new Thread();
    }

    @Test
    void refusesWhatCannotBeSerializedAndNamesTheField() throws Exception {
        Connection connection = connect(ConnectionTest::echo);

        assertThatExceptionOfType(TaskNotSerializableException.class)
                .isThrownBy(() -> connection.send(new Holder()))
                .withMessageContaining("inside");

        connection.send("still here");
        assertThat(connection.receive()).isEqualTo("still here");
    }

    @Test
    void refusesWhatIsTooLarge() throws Exception {
        worker = WorkerProcess.builder("small").maxMessageBytes(1024).start(ConnectionTest::echo);

        assertThatExceptionOfType(PayloadTooLargeException.class)
                .isThrownBy(() -> worker.connection().send(new byte[2000]))
                .satisfies(e -> assertThat(e.limit()).isEqualTo(1024));

        worker.connection().send(new byte[900]);
        assertThat(worker.connection().receive(byte[].class)).hasSize(900);
    }

    @Test
    void rebuildsNothingFromTheWorkerThatIsNotAllowed() throws Exception {
        Connection connection = connect(c -> {
            c.send(new javax.security.auth.x500.X500Principal("CN=nobody"));
            c.send("next");
        });

        assertThatExceptionOfType(ValueNotRebuiltException.class)
                .isThrownBy(connection::receive)
                .withMessageContaining("javax.security.auth.x500.X500Principal");
        assertThat(connection.receive()).isEqualTo("next");
    }

    @Test
    void rebuildsWhatTheBuilderAllows() throws Exception {
        worker = WorkerProcess.builder("peer")
                .allow("javax.security.auth.x500")
                .start(c -> c.send(new javax.security.auth.x500.X500Principal("CN=nobody")));

        assertThat(worker.connection().receive()).isInstanceOf(javax.security.auth.x500.X500Principal.class);
    }

    @Test
    void rebuildsNoLambdaFromTheWorker() throws Exception {
        Connection connection = connect(c -> c.send((Serializable & Runnable) () -> {}));

        assertThatExceptionOfType(ValueNotRebuiltException.class).isThrownBy(connection::receive);
    }

    @Test
    void givesWhatIsThereWithoutWaiting() throws Exception {
        Connection connection = connect(ConnectionTest::echo);
        assertThat(connection.tryReceive()).isNull();
        assertThat(connection.isDrained()).isFalse();

        connection.send("there");

        await().atMost(Duration.ofSeconds(30)).until(connection::tryReceive, "there"::equals);
        connection.finish();
        await().atMost(Duration.ofSeconds(30)).until(connection::isDrained);
        assertThat(connection.tryReceive()).isNull();
    }

    /** Each sends before it receives, and no pipe holds so much. */
    @Test
    void carriesSixteenMebibytesBothWaysAtOnceFromSeveralThreads() throws Exception {
        Connection connection = connect(c -> {
            Thread sender = new Thread(() -> {
                try {
                    c.send(new byte[16 << 20]);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            sender.start();
            int got = c.receive(byte[].class).length;
            sender.join();
            c.send(got);
        });

        connection.send(new byte[16 << 20]);

        assertThat(connection.receive(byte[].class)).hasSize(16 << 20);
        assertThat(connection.receive()).isEqualTo(16 << 20);
    }
}
