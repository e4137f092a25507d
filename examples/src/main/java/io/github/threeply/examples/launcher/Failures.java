package io.github.threeply.examples.launcher;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;

/** Tells a failure in one line. */
final class Failures {
    static final int EXIT_CODE = 1;

    private Failures() {}

    static int report(Throwable failure, boolean withStackTrace) {
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        System.out.flush();
        System.err.println("threeply-examples: " + oneLine(failure));
        if (withStackTrace) {
            failure.printStackTrace();
        }
        return EXIT_CODE;
    }

    static String oneLine(Throwable failure) {
        Throwable told = failure;
        while (isWrapper(told) && told.getCause() != null) {
            told = told.getCause();
        }
        String message = told.getMessage();
        if (message != null && told instanceof TourCommand.TourEndedException) {
            return message;
        }
        String text = message == null || message.isBlank()
                ? told.getClass().getName()
                : told.getClass().getSimpleName() + ": " + message;
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof ExecutionException
                || failure instanceof CompletionException
                || failure instanceof CommandLine.ExecutionException; // what picocli makes of an Error
    }
}
