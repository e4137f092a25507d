package io.github.threeply.benchmarks.memory;

import io.github.threeply.ipc.shared.QueueForm;
import io.github.threeply.ipc.shared.SharedEvent;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.ipc.shared.SharedQueue;
import java.nio.file.Path;

/** How a process tells another one that sleeps, in both directions. */
enum Signal {
    /** A number in a queue. */
    QUEUE {
        @Override
        Sides open(Path directory) {
            SharedMemory memory = SharedMemory.openOrCreate(Place.memory(directory), 1 << 16);
            SharedQueue.OfLong there = memory.longQueue("there", QueueForm.ofCapacity(16));
            SharedQueue.OfLong back = memory.longQueue("back", QueueForm.ofCapacity(16));
            return new Sides() {
                @Override
                public void callAndWait() throws InterruptedException {
                    there.putLong(1);
                    back.takeLong(-1);
                }

                @Override
                public void waitAndAnswer() throws InterruptedException {
                    back.putLong(there.takeLong(-1));
                }
            };
        }
    },
    /** An event that is set. */
    EVENT {
        @Override
        Sides open(Path directory) {
            SharedMemory memory = SharedMemory.openOrCreate(Place.memory(directory), 1 << 16);
            SharedEvent there = memory.event("there");
            SharedEvent back = memory.event("back");
            return new Sides() {
                @Override
                public void callAndWait() throws InterruptedException {
                    there.set();
                    back.await();
                    back.clear();
                }

                @Override
                public void waitAndAnswer() throws InterruptedException {
                    there.await();
                    there.clear();
                    back.set();
                }
            };
        }
    };

    /** What the two processes do. */
    interface Sides {
        void callAndWait() throws InterruptedException;

        void waitAndAnswer() throws InterruptedException;
    }

    /** Gets ready. The first process makes the file. */
    abstract Sides open(Path directory);
}
