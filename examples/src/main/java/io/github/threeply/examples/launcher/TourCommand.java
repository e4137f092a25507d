package io.github.threeply.examples.launcher;

import picocli.CommandLine.Command;

/** Goes through the examples. */
@Command(name = "tour", description = "Goes through the examples.")
final class TourCommand implements Runnable {
    @Override
    public void run() {}
}
