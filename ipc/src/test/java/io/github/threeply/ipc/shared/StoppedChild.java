package io.github.threeply.ipc.shared;

import io.github.threeply.ipc.shared.SharedQueue.Delivery;
import java.nio.file.Path;

/** A JVM that is in the middle of everything when it is stopped, and goes on later. */
final class StoppedChild {
    static final QueueForm FORM = QueueForm.ofCapacity(4);
    static final SharedItems<Integer> INTS = SharedItems.of(Integer.class);

    private StoppedChild() {}

    public static void main(String[] args) throws Exception {
        SharedMemory memory = SharedMemory.open(Path.of(args[0]));
        long me = memory.file.membership().me();
        Delivery<Long> held = memory.longQueue("held", FORM).receive();
        QueuePuts puts = ((LongQueue) memory.longQueue("claimed", FORM)).ring.puts;
        long position = puts.claim(me);
        memory.readWriteLock("both").readLock().lock();
        memory.lock("lock").lock();
        memory.barrier("barrier", 2).join();
        MappedList<?> list = (MappedList<?>) memory.list("list", INTS, 10);
        long place = list.offset + MappedList.PLACES_AT;
        Mapping mapping = memory.file.mapping();
        boolean appends = mapping.compareAndSetLong(place, MappedList.FREE, MappedList.CLAIMED | me);
        long value = ((MappedObject) memory.stringValue("text", 10)).offset;
        boolean writes = mapping.compareAndSetLong(value, Membership.NOBODY, me);
        System.out.println(appends && writes ? "ready" : "not ready");
        if (System.in.read() < 0) {
            return;
        }

        boolean all = mapping.compareAndSetLong(value, me, Membership.NOBODY);
        all &= mapping.compareAndSetLong(place, MappedList.CLAIMED | me, MappedList.WRITTEN);
        all &= puts.publish(position, me);
        held.done();
        memory.readWriteLock("both").readLock().unlock(); // throws if it was counted out
        memory.lock("lock").unlock();
        System.out.println(all ? "all was mine" : "something was taken from me");
        memory.barrier("barrier", 2).await();
        memory.close();
        System.out.println("passed");
    }
}
