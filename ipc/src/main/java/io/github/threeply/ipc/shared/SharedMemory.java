package io.github.threeply.ipc.shared;

/** Being written. */
public final class SharedMemory {
    private SharedMemory() {}
}
