package io.github.threeply.ipc.shared;

import io.github.threeply.ipc.shared.InterleavedLocks.Locking;
import io.github.threeply.ipc.shared.InterleavedQueues.World;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/** What three users do with a lock or a queue. */
final class InterleavedCrowds {
    private InterleavedCrowds() {}

    static void addTo(
            Map<String, Function<Path, InterleavedWorld<?>>> all,
            Map<String, Function<Path, InterleavedWorld<?>>> immortal) {
        all.put("lock, three users", path -> {
            Locking world = new Locking(path);
            SharedLock here = world.one.lock("lock");
            SharedLock there = world.other.lock("lock");
            SharedLock third = world.third().lock("lock");
            world.thread(world.tryAcquire(0, here), world.reenter(here), world.release(0, here));
            world.thread(world.acquire(1, there), world.release(1, there));
            world.thread(world.tryAcquire(2, third), world.release(2, third));
            return world.ending(there);
        });
        immortal.put("lock, three who wait", path -> {
            Locking world = new Locking(path);
            SharedLock here = world.one.lock("lock");
            SharedLock there = world.other.lock("lock");
            SharedLock third = world.third().lock("lock");
            world.thread(world.acquire(0, here), world.release(0, here));
            world.thread(world.acquireBriefly(1, there), world.release(1, there));
            world.thread(world.acquire(2, third), world.release(2, third));
            return world.ending(there);
        });
        all.put("queue, three users", path -> {
            World world = new World(path, false, 2);
            SharedQueue<Long> far = world.far();
            world.thread(world.tryPut(world.here, 1), world.tryTake(world.here));
            world.thread(world.tryPut(world.there, 2), world.tryTake(world.there));
            world.thread(world.tryTake(far), world.tryPut(far, 3));
            return world.ending();
        });
        all.put("queue, three users and close", path -> {
            World world = new World(path, false, 2, 7L);
            SharedQueue<Long> far = world.far();
            world.thread(world.tryPut(world.here, 1));
            world.thread(world.tryTake(world.there), world.tryTake(world.there));
            world.thread(world.close(far), world.tryTake(far));
            return world.ending();
        });
        immortal.put("queue, two puts that wait and takes", path -> {
            World world = new World(path, false, 1, 7L);
            SharedQueue<Long> far = world.far();
            world.thread(world.put(world.here, 1, new Thread[1]));
            world.thread(world.put(world.there, 2, new Thread[1]));
            world.thread(world.take(far, new Thread[1]), world.take(far, new Thread[1]));
            return world.ending();
        });
        immortal.put("queue, two takes that wait, put and close", path -> {
            World world = new World(path, false, 1);
            SharedQueue<Long> far = world.far();
            world.thread(world.take(world.here, new Thread[1]));
            world.thread(world.take(world.there, new Thread[1]));
            world.thread(world.tryPut(far, 1), world.close(far));
            return world.ending();
        });
        immortal.put("queue, a put with a limit", path -> {
            World world = new World(path, false, 1, 7L);
            world.thread(world.tryPutBriefly(world.here, 1));
            world.thread(world.tryTake(world.there));
            world.thread(world.tryPut(world.far(), 2));
            return world.ending();
        });
        immortal.put("queue, a take with a limit", path -> {
            World world = new World(path, false, 1);
            world.thread(world.tryTakeBriefly(world.here));
            world.thread(world.tryPut(world.there, 1));
            world.thread(world.tryTake(world.far()));
            return world.ending();
        });
    }
}
