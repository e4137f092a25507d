package io.github.threeply.junit;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link FailOnLeaks} says: that of the method, else of its class, else of a class around that, else the defaults. */
record Settings(Set<LeakKind> kinds, Duration grace, List<Pattern> ignoredThreads) {
    private static final Settings DEFAULTS = of(Defaults.class.getAnnotation(FailOnLeaks.class));

    @FailOnLeaks
    private static final class Defaults {}

    static Settings of(ExtensionContext context) {
        Optional<Method> method = context.getTestMethod();
        if (method.isPresent()) {
            Optional<FailOnLeaks> found = AnnotationSupport.findAnnotation(method.get(), FailOnLeaks.class);
            if (found.isPresent()) {
                return of(found.get());
            }
        }
        Class<?> type = context.getTestClass().orElse(null);
        for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
            Optional<FailOnLeaks> found = AnnotationSupport.findAnnotation(each, FailOnLeaks.class);
            if (found.isPresent()) {
                return of(found.get());
            }
        }
        return DEFAULTS;
    }

    private static Settings of(FailOnLeaks said) {
        if (said.graceMillis() < 0) {
            throw new ExtensionConfigurationException(
                    "graceMillis of @FailOnLeaks must not be negative, but was " + said.graceMillis());
        }
        Set<LeakKind> kinds = EnumSet.noneOf(LeakKind.class);
        kinds.addAll(Arrays.asList(said.kinds()));
        return new Settings(
                kinds,
                Duration.ofMillis(said.graceMillis()),
                Arrays.stream(said.ignoreThreads()).map(Settings::pattern).toList());
    }

    private static Pattern pattern(String name) {
        return Pattern.compile(
                Arrays.stream(name.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }

    boolean ignores(String threadName) {
        return ignoredThreads.stream()
                .anyMatch(pattern -> pattern.matcher(threadName).matches());
    }
}
