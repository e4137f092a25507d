package io.github.threeply.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes inside a test. */
final class Runs {
    private Runs() {}

    /** How each class and method ended: the message of what it failed with, with those of what came after it, or "passed". */
    static Map<String, String> of(Class<?>... classes) {
        return with(Map.of(), classes);
    }

    static Map<String, String> with(Map<String, String> parameters, Class<?>... classes) {
        Map<String, String> ends = new ConcurrentSkipListMap<>();
        TestExecutionListener listener = new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                ends.put(
                        test.getDisplayName(),
                        result.getThrowable().map(Runs::told).orElse("passed"));
            }
        };
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(Arrays.stream(classes)
                                        .map(each -> selectClass(each))
                                        .toList())
                                .configurationParameters(parameters)
                                .build(),
                        listener);
        return new TreeMap<>(ends);
    }

    private static String told(Throwable failure) {
        StringBuilder text = new StringBuilder(failure.toString());
        for (Throwable each : failure.getSuppressed()) {
            text.append("\nand ").append(each);
        }
        return text.toString();
    }
}
