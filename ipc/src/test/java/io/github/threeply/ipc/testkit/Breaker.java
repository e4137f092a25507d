package io.github.threeply.ipc.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.locks.LockSupport;

/** Does what a fault says to the process in which this runs. */
final class Breaker {
    private Breaker() {}

    static void act(Fault fault, OutputStream toParent) throws IOException {
        switch (fault.how) {
            case STOP:
                signal("STOP");
                break;
            case KILL:
                signal("KILL");
                hang();
                break;
            case CRASH:
                signal("SEGV");
                hang();
                break;
            case EXIT:
                Runtime.getRuntime().halt((int) fault.argument);
                break;
            case HANG:
                hang();
                break;
            case OUT_OF_MEMORY:
                throw new OutOfMemoryError("as planned");
            case THROW:
                throw new IllegalStateException("as planned");
            case FD1:
                printNatively(fault.bytes);
                break;
            case BABBLE:
                toParent.write(fault.bytes);
                toParent.flush();
                break;
            default:
                throw new AssertionError(fault);
        }
    }

    private static void signal(String name) throws IOException {
        String pid = Long.toString(ProcessHandle.current().pid());
        await(new ProcessBuilder("kill", "-" + name, pid)
                .redirectError(Redirect.INHERIT)
                .start());
    }

    private static void printNatively(byte[] bytes) throws IOException {
        Process cat = new ProcessBuilder("cat").redirectOutput(Redirect.INHERIT).start();
        try (OutputStream in = cat.getOutputStream()) {
            in.write(bytes);
        }
        await(cat);
    }

    private static void await(Process process) {
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true; // it is short
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** For ever. An interrupt is not heeded, and the flag does not make this spin. */
    private static void hang() {
        while (true) {
            LockSupport.park();
            Thread.interrupted();
        }
    }
}
