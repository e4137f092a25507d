package io.github.threeply.examples.launcher;

import java.io.Console;

/** Tells whether somebody watches. */
final class Terminal {
    private Terminal() {}

    @SuppressWarnings("SystemConsoleNull") // before 22 it is null, and later there is isTerminal()
    static boolean isThere() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try { // from 22 on there may be a console without a terminal, and a method that tells
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException before22) {
            return true;
        }
    }
}
