package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.History.only;

import io.github.threeply.ipc.shared.History.Operation;
import io.github.threeply.ipc.shared.History.Outcome;
import io.github.threeply.ipc.shared.SharedBarrierBrokenException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What threads do with a barrier. To wait for the others is two steps: to come, and to go on. */
final class InterleavedBarriers {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** So short that it often ends first. */
    private static final Duration BRIEF = Duration.ofNanos(20_000);

    private static final String PASSED = "passed";
    private static final String GONE = "gone";
    private static final String NOT_AGAIN = "not again";

    private InterleavedBarriers() {}

    /**
     * A barrier.
     *
     * @param parties how many must come
     * @param came who has come in this generation and waits
     * @param over who has come in one that is over, and has not gone on: what he will be told
     * @param broken what broke the generation, or null
     * @param dead whether a party is dead: then it breaks as soon as somebody looks
     */
    private record Meeting(
            int parties,
            List<Integer> came,
            Map<Integer, String> over,
            @Nullable Reason broken,
            boolean dead) {

        Meeting with(int thread) {
            List<Integer> more = new ArrayList<>(came);
            more.add(thread);
            return new Meeting(parties, List.copyOf(more), over, broken, dead);
        }

        private Map<Integer, String> allAre(String told) {
            Map<Integer, String> more = new HashMap<>(over);
            came.forEach(thread -> more.put(thread, told));
            return Map.copyOf(more);
        }

        Meeting pass() {
            return new Meeting(parties, List.of(), allAre(PASSED), null, dead);
        }

        Meeting brokenFor(Reason reason) {
            return new Meeting(parties, List.of(), allAre(told(reason)), reason, dead);
        }

        Meeting reset() {
            Meeting ended = came.isEmpty() ? this : brokenFor(Reason.RESET);
            return new Meeting(parties, ended.came, ended.over, null, false);
        }

        Meeting without(int thread) {
            Map<Integer, String> less = new HashMap<>(over);
            less.remove(thread);
            return new Meeting(
                    parties, came.stream().filter(other -> other != thread).toList(), Map.copyOf(less), broken, dead);
        }

        Meeting withADeath() {
            return new Meeting(parties, came, over, broken, true);
        }

        boolean isFull() {
            return came.size() == parties;
        }
    }

    private static String told(Reason reason) {
        return "broken: " + reason;
    }

    /** What makes a party give up, and what it is told itself. */
    private static String toldWhoGivesUp(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    private static final class World extends InterleavedWorld<Meeting> {
        final SharedBarrier here;
        final SharedBarrier there;
        private final int parties;
        private final @Nullable Object[] last;

        World(Path path, int parties) {
            super(path, new Meeting(parties, List.of(), Map.of(), null, false));
            this.parties = parties;
            this.last = new Object[parties];
            here = one.barrier("barrier", parties);
            there = other.barrier("barrier", parties);
            try {
                here.join(); // so that nobody waits for a party that died before it was one
                there.join();
            } catch (SharedBarrierBrokenException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        Meeting die(Meeting meeting) {
            return meeting.withADeath();
        }

        /** Somebody comes, who may also give up for some reasons, and may bring an action. */
        private Operation<Meeting> come(String name, int thread, Callable<?> real, boolean acts, Reason... reasons) {
            return operation(name, () -> answer(thread, real), meeting -> comes(meeting, thread, acts), meeting -> {
                List<Outcome<Meeting>> all = goesOn(meeting, thread, reasons);
                if (acts && meeting.came.contains(thread) && meeting.isFull()) {
                    all.add(new Outcome<>(0, meeting.pass().without(thread)));
                }
                return all;
            });
        }

        private Object answer(int thread, Callable<?> real) throws Exception {
            Object told;
            try {
                told = real.call();
            } catch (SharedBarrierBrokenException e) {
                told = InterleavedBarriers.told(e.reason());
            } catch (InterruptedException e) {
                told = toldWhoGivesUp(Reason.INTERRUPTED);
            } catch (TimeoutException e) {
                told = toldWhoGivesUp(Reason.TIMED_OUT);
            } catch (UnsupportedOperationException e) {
                told = toldWhoGivesUp(Reason.ACTION_FAILED);
            } catch (SharedMemoryClosedException e) {
                told = GONE;
            }
            last[thread] = told;
            return told;
        }

        private List<Outcome<Meeting>> comes(Meeting meeting, int thread, boolean acts) {
            List<Outcome<Meeting>> all =
                    new ArrayList<>(List.of(new Outcome<>(NOT_AGAIN, meeting), new Outcome<>(GONE, meeting)));
            Reason broken = meeting.broken;
            if (broken != null) {
                all.add(new Outcome<>(told(broken), meeting.with(thread).brokenFor(broken)));
                return all;
            }
            if (meeting.isFull()) {
                return all; // somebody acts: who comes meanwhile is of the next generation
            }
            Meeting with = meeting.with(thread);
            if (with.isFull() && !acts) {
                all.add(new Outcome<>(0, with.pass()));
            } else {
                all.add(new Outcome<>(parties - with.came.size(), with));
            }
            all.add(new Outcome<>(GONE, with));
            for (Reason reason : Reason.values()) {
                all.add(new Outcome<>(told(reason), with));
                all.add(new Outcome<>(toldWhoGivesUp(reason), with));
            }
            return all;
        }

        private List<Outcome<Meeting>> goesOn(Meeting meeting, int thread, Reason... reasons) {
            List<Outcome<Meeting>> all = new ArrayList<>(
                    List.of(new Outcome<>(NOT_AGAIN, meeting), new Outcome<>(GONE, meeting.withADeath())));
            String how = meeting.over.get(thread);
            if (how != null && how.equals(PASSED)) {
                for (int index = 0; index < parties; index++) {
                    all.add(new Outcome<>(index, meeting.without(thread)));
                }
            } else if (how != null) {
                all.add(new Outcome<>(how, meeting.without(thread)));
            } else if (meeting.came.contains(thread)) {
                if (meeting.dead) {
                    all.add(new Outcome<>(
                            told(Reason.PARTY_DIED),
                            meeting.brokenFor(Reason.PARTY_DIED).without(thread)));
                }
                for (Reason reason : reasons) {
                    all.add(new Outcome<>(
                            toldWhoGivesUp(reason), meeting.brokenFor(reason).without(thread)));
                }
            }
            return all;
        }

        Operation<Meeting> await(int thread, SharedBarrier barrier) {
            return come("await", thread, barrier::await, false);
        }

        /** If the last wait ended since the barrier was broken, when who resets it has done. */
        Operation<Meeting> awaitAgain(int thread, SharedBarrier barrier) {
            return come(
                    "await again",
                    thread,
                    () -> {
                        if (!String.valueOf(last[thread]).startsWith("broken")) {
                            return NOT_AGAIN;
                        }
                        while (barrier.isBroken() && !isDead()) {
                            Thread.onSpinWait(); // to look is to have the others go on, after a while
                        }
                        return barrier.await();
                    },
                    false);
        }

        Operation<Meeting> awaitBriefly(int thread, SharedBarrier barrier) {
            return come("await briefly", thread, () -> barrier.await(BRIEF), false, Reason.TIMED_OUT);
        }

        Operation<Meeting> await(int thread, SharedBarrier barrier, Thread[] who) {
            return come(
                    "await",
                    thread,
                    () -> {
                        who[0] = Thread.currentThread();
                        try {
                            return barrier.await();
                        } finally {
                            who[0] = null;
                        }
                    },
                    false,
                    Reason.INTERRUPTED);
        }

        /** The one that comes last counts before anybody goes on. */
        Operation<Meeting> awaitAndAct(int thread, SharedBarrier barrier, SharedValue.OfLong acted) {
            return come(
                    "await and act",
                    thread,
                    () -> {
                        int index = barrier.await(() -> acted.getAndAdd(1));
                        long count = acted.get();
                        return count == 1 ? (Object) index : "passed after " + count + " actions";
                    },
                    true);
        }

        Operation<Meeting> awaitAndFail(int thread, SharedBarrier barrier) {
            return come(
                    "await and fail",
                    thread,
                    () -> barrier.await(() -> {
                        throw new UnsupportedOperationException("on purpose");
                    }),
                    true,
                    Reason.ACTION_FAILED);
        }

        Operation<Meeting> interrupt(Thread[] who) {
            return operation(
                    "interrupt",
                    () -> {
                        Thread thread = who[0];
                        if (thread != null) {
                            thread.interrupt();
                        }
                        return "done";
                    },
                    meeting -> only("done", meeting));
        }

        Operation<Meeting> reset(SharedBarrier barrier) {
            return operation(
                    "reset",
                    () -> {
                        barrier.reset();
                        return "done";
                    },
                    meeting -> {
                        List<Outcome<Meeting>> all = new ArrayList<>(only("done", meeting.reset()));
                        if (!meeting.came.isEmpty()) {
                            all.add(new Outcome<>("dies in it", meeting.brokenFor(Reason.RESET)));
                        }
                        return all;
                    });
        }

        Operation<Meeting> closeMemory() {
            return operation(
                    "close the memory",
                    () -> {
                        one.close();
                        return "done";
                    },
                    meeting -> only("done", meeting));
        }

        /** After a reset as many as there are parties can pass. */
        private Operation<Meeting> works() {
            return operation(
                    "works",
                    () -> {
                        there.reset();
                        List<Thread> others = new ArrayList<>();
                        for (int i = 1; i < parties; i++) {
                            Thread thread = new Thread(() -> {
                                try {
                                    there.await(LIMIT);
                                } catch (InterruptedException
                                        | TimeoutException
                                        | SharedBarrierBrokenException
                                        | SharedMemoryClosedException e) {
                                    // Then we do not pass either.
                                }
                            });
                            thread.setDaemon(true);
                            thread.start();
                            others.add(thread);
                        }
                        there.await(LIMIT);
                        for (Thread thread : others) {
                            thread.join(TimeUnit.SECONDS.toMillis(60)); // it uses the memory, which is closed next
                        }
                        return "works";
                    },
                    meeting -> only("works", meeting.reset()));
        }

        World ending() {
            afterwards(works());
            return this;
        }
    }

    static void addTo(
            Map<String, Function<Path, InterleavedWorld<?>>> all,
            Map<String, Function<Path, InterleavedWorld<?>>> immortal) {
        all.put("barrier", path -> {
            World world = new World(path, 2);
            world.thread(world.await(0, world.here), world.await(0, world.here));
            world.thread(world.await(1, world.there), world.await(1, world.there));
            return world.ending();
        });
        all.put("barrier, an action", path -> {
            World world = new World(path, 2);
            SharedValue.OfLong acted = world.one.longValue("acted");
            SharedValue.OfLong there = world.other.longValue("acted");
            world.thread(world.awaitAndAct(0, world.here, acted));
            world.thread(world.awaitAndAct(1, world.there, there));
            return world.ending();
        });
        all.put("barrier, a reset and who comes again", path -> {
            World world = new World(path, 2);
            world.thread(world.reset(world.here), world.await(0, world.here));
            world.thread(world.await(1, world.there), world.awaitAgain(1, world.there));
            return world.ending();
        });
        immortal.put("barrier, three parties", path -> {
            World world = new World(path, 3);
            world.thread(world.await(0, world.here));
            world.thread(world.await(1, world.there));
            world.thread(world.await(2, world.there));
            return world.ending();
        });
        immortal.put("barrier, an interrupt", path -> {
            World world = new World(path, 2);
            Thread[] who = new Thread[1];
            world.thread(world.await(0, world.here, who));
            world.thread(world.await(1, world.there));
            world.thread(world.interrupt(who));
            return world.ending();
        });
        immortal.put("barrier, an action that fails", path -> {
            World world = new World(path, 2);
            world.thread(world.awaitAndFail(0, world.here));
            world.thread(world.await(1, world.there));
            return world.ending();
        });
        immortal.put("barrier, a limit", path -> {
            World world = new World(path, 2);
            world.thread(world.awaitBriefly(0, world.here));
            world.thread(world.awaitBriefly(1, world.there));
            return world.ending();
        });
        immortal.put("barrier, close of the memory", path -> {
            World world = new World(path, 2);
            world.thread(world.await(0, world.here));
            world.thread(world.closeMemory());
            return world.ending();
        });
    }
}
