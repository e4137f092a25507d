package io.github.threeply.examples.launcher;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option that says how many threads or processes work. */
final class Workers {
    @Option(
            names = "--workers",
            paramLabel = "N",
            converter = Count.class,
            description = "How many threads or processes (default: one for each processor, but at least two).")
    private @Nullable Integer workers;

    /** Each may be a JVM: with a slip of the keyboard, thousands of them would take the machine down. */
    static final class Count implements ITypeConverter<Integer> {
        private static final int MOST = 256;

        @Override
        public Integer convert(String text) {
            int count = new PositiveInt().convert(text);
            if (count > MOST) {
                throw new TypeConversionException("must be at most " + MOST + ", but was '" + text + "'");
            }
            return count;
        }
    }

    int count() {
        return workers != null ? workers : Math.max(2, Runtime.getRuntime().availableProcessors());
    }
}
