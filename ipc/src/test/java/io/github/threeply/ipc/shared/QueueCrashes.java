package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.ChannelFailedException;
import io.github.threeply.core.Offer;
import io.github.threeply.ipc.shared.SharedQueue.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Queues one of whose users dies: no item is lost, none is there twice, and whoever is left can put and take. */
final class QueueCrashes {
    private static final QueueForm FORM = QueueForm.ofCapacity(8);

    /** Its sides remember where they were. */
    private static final QueueForm WIDE = QueueForm.ofCapacity(64).oneToOne();

    private static final SharedItems<String> TEXTS = SharedItems.strings(40);
    private static final String LAST = "last";
    private static final int OLD = 9;

    private QueueCrashes() {}

    static void addTo(Map<String, Supplier<CrashScenario>> all) {
        all.put("put", () -> of(FORM, queue -> () -> queue.put("new"), "", "a b", "a b new"));
        all.put("put one to one", () -> of(FORM.oneToOne(), queue -> () -> queue.put("new"), "", "a b", "a b new"));
        all.put(
                "putAll",
                () -> of(
                        FORM,
                        queue -> () -> queue.putAll(List.of("new", "newer")),
                        "",
                        "a b",
                        "a b new",
                        "a b new newer"));
        all.put("take", () -> of(FORM, queue -> queue::take, "", "a b", "b"));
        all.put("take one to one", () -> of(FORM.oneToOne(), queue -> queue::take, "", "a b", "b"));
        all.put(
                "second put wide one to one",
                () -> of(
                        WIDE,
                        queue -> {
                            queue.put("newer");
                            return () -> queue.put("new");
                        },
                        "",
                        "a b newer",
                        "a b newer new"));
        all.put(
                "second take wide one to one",
                () -> of(
                        WIDE,
                        queue -> {
                            queue.take();
                            return queue::take;
                        },
                        "",
                        "b",
                        ""));
        all.put("receive wide one to one", () -> of(WIDE, queue -> () -> queue.receive(), "", "a b"));
        all.put("drain", () -> of(FORM, queue -> () -> queue.drainTo(new ArrayList<>(), 2), "", "a b", "b", ""));
        all.put("receive", () -> of(FORM, queue -> () -> queue.receive(), "", "a b"));
        all.put("receive and drop", () -> of(FORM.dropWhenHolderDies(), queue -> queue::receive, "", "a b", "b"));
        all.put(
                "done",
                () -> of(
                        FORM,
                        queue -> {
                            Delivery<String> held = queue.receive();
                            return held::done;
                        },
                        "",
                        "a b",
                        "b"));
        all.put(
                "giveBack",
                () -> of(
                        FORM,
                        queue -> {
                            Delivery<String> held = queue.receive();
                            return held::close;
                        },
                        "",
                        "a b",
                        "b a"));
        all.put(
                "giveBack the second",
                () -> of(
                        FORM,
                        queue -> {
                            Delivery<String> first = queue.receive();
                            Delivery<String> second = queue.receive();
                            return () -> {
                                second.close();
                                first.close();
                            };
                        },
                        "",
                        "a b",
                        "b a"));
        all.put("take what the dead held", () -> of(FORM, queue -> queue::take, "held", "a b", "b", "a"));
        all.put("take what the dead gave back", () -> of(FORM, queue -> queue::take, "given back", "a b", "b", "a"));
        all.put("take behind a dead put", () -> of(FORM, queue -> queue::take, "claimed first", "a b", "b"));
        all.put("put behind a dead put", () -> of(FORM, queue -> () -> queue.put("new"), "claimed", "a b", "a b new"));
        all.put("close", () -> of(FORM, queue -> queue::close, "", "a b"));
        all.put("fail", () -> of(FORM, queue -> () -> queue.fail(new IllegalStateException("the cause")), "", "a b"));
        all.put(
                "abort",
                () -> of(FORM, queue -> () -> queue.abort(new IllegalStateException("the cause")), "", "a b", "b", ""));
        all.put(
                "end",
                () -> of(
                        FORM,
                        queue -> () -> {
                            queue.close();
                            queue.drainTo(new ArrayList<>(), 10);
                            queue.isDrained();
                        },
                        "",
                        "a b",
                        "b",
                        ""));
    }

    private interface Operations {
        CrashScenario.Operation of(SharedQueue<String> queue) throws Exception;
    }

    private static SharedQueue<String> queue(SharedMemory memory, QueueForm form) {
        return memory.queue("queue", TEXTS, form);
    }

    /** Has a and b in a queue that was round once; what was before, and what can be left, in words. */
    private static CrashScenario of(QueueForm form, Operations operations, String before, String... left) {
        return CrashScenario.of(
                other -> {
                    SharedQueue<String> queue = queue(other, form);
                    for (int i = 0; i < OLD; i++) {
                        queue.put("old");
                        queue.take();
                    }
                    if (before.equals("claimed first")) {
                        claimAndDie(other, form);
                    }
                    queue.put("a");
                    queue.put("b");
                    switch (before) {
                        case "held" ->
                            CrashScenario.thenDie(
                                    other, dead -> queue(dead, form).receive());
                        case "given back" ->
                            CrashScenario.thenDie(other, dead -> {
                                queue(dead, form).receive().close();
                                queue(dead, form).receive();
                            });
                        case "claimed" -> claimAndDie(other, form);
                        default -> {
                            // nobody died before
                        }
                    }
                },
                victim -> operations.of(queue(victim, form)),
                (other, died) -> {
                    List<String> found = new ArrayList<>();
                    takeAll(queue(other, form), found);
                    long more = found.stream()
                                    .filter(item -> item.startsWith("new"))
                                    .count()
                            + (queue(other, form).isClosed() ? 0 : 2);
                    // Who died when it had skipped a place, and before it counted that, leaves one too many.
                    assertThat(queue(other, form).statistics().accepted())
                            .isBetween(OLD + 2 + more, OLD + 2 + more + (died && !before.isEmpty() ? 1 : 0));
                    assertThat(String.join(" ", found)).isIn((Object[]) left);
                    // What can be left is listed as the operation goes on; the last is as long as the first if it
                    // changes
                    // nothing.
                    assertThat(died
                                    || left[0].length() == left[left.length - 1].length()
                                    || !left[0].equals(String.join(" ", found)))
                            .as("what was done shows, in %s", found)
                            .isTrue();
                });
    }

    /** Dies between the claim of a cell and its publication. */
    private static void claimAndDie(SharedMemory other, QueueForm form) throws Exception {
        CrashScenario.thenDie(other, dead -> {
            QueueRing ring = ((ItemQueue<String>) queue(dead, form)).ring;
            assertThat(ring.puts.claim(dead.file.membership().me())).isNotNegative();
        });
    }

    /** Takes all, and a last one too if it is open. */
    private static void takeAll(SharedQueue<String> queue, List<String> found) throws InterruptedException {
        boolean open = queue.tryPut(LAST, CrashScenario.LIMIT) == Offer.ACCEPTED;
        boolean ends = false;
        long start = System.nanoTime();
        try {
            // What a dead process held comes back when it is missed, be it after the last.
            while (!ends && System.nanoTime() - start < CrashScenario.LIMIT.toNanos()) {
                String item = queue.tryTake(java.time.Duration.ofMillis(20));
                if (item != null) {
                    found.add(item);
                }
                SharedQueue.Statistics now = queue.statistics();
                ends = open ? found.contains(LAST) && now.depth() + now.held() == 0 : queue.isDrained();
            }
        } catch (ChannelFailedException e) {
            assertThat(e.getCause()).hasMessageContaining("the cause");
            ends = true;
        }
        assertThat(ends).as("%s, %s", found, queue.statistics()).isTrue();
        assertThat(queue.isClosed()).isEqualTo(!open);
        if (open) {
            assertThat(found.remove(LAST)).isTrue();
            assertThat(queue.tryPut("more")).isEqualTo(Offer.ACCEPTED);
            assertThat(queue.tryTake()).isEqualTo("more");
        }
        if (queue.statistics().redelivered() > 0) {
            found.sort(null); // what comes back may come late; who died may not have counted that it did
        }
    }
}
