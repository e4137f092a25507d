package io.github.threeply.ipc.shared;

import java.nio.file.Path;

/** A user of a memory that has something in hand and sleeps, until it is killed or told to end. */
final class InspectedChild {
    private InspectedChild() {}

    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[0]);
        SharedMemory memory = args[1].equals("open")
                ? SharedMemory.open(path)
                : args[1].equals("temporary")
                        ? SharedMemory.temporary(1 << 12)
                        : SharedMemory.builder()
                                .lifetime(Lifetime.valueOf(args[1]))
                                .create(path, 1 << 12);
        memory.lock("lock").lock();
        SharedEvent event = memory.event("event");
        Thread sleeper = new Thread(event::awaitUninterruptibly, "sleeper");
        sleeper.setDaemon(true);
        sleeper.start();
        long cell = memory.file.directory().entries().stream()
                        .filter(entry -> entry.name().equals("event"))
                        .findAny()
                        .orElseThrow()
                        .dataOffset()
                + Layout.LINE;
        Mapping mapping = memory.file.mapping();
        while ((mapping.getLong(cell + Waits.PARKED) | mapping.getLong(cell + Waits.ON_WORD)) == 0) {
            Thread.sleep(1);
        }
        while (!memory.file.membership().hasBell()) { // the socket is there before anybody listens at it
            Thread.sleep(1);
        }
        System.out.println(memory.path());
        System.in.read();
        memory.close();
    }
}
