package io.github.threeply.examples.launcher;

import io.github.threeply.examples.CpuBound;
import io.github.threeply.examples.IoBound;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the modes of the examples that have some. */
final class Modes {
    private Modes() {}

    static final class Cpu implements ITypeConverter<CpuBound.Mode> {
        @Override
        public CpuBound.Mode convert(String text) {
            return find(text, CpuBound.Mode.values());
        }
    }

    static final class Io implements ITypeConverter<IoBound.Mode> {
        @Override
        public IoBound.Mode convert(String text) {
            return find(text, IoBound.Mode.values());
        }
    }

    private static <M extends Enum<M>> M find(String text, M[] modes) {
        List<String> names = Arrays.stream(modes)
                .map(mode -> mode.name().toLowerCase(Locale.ROOT))
                .toList();
        int index = names.indexOf(text.toLowerCase(Locale.ROOT));
        if (index < 0) {
            List<String> near = Nearest.to(text, names);
            throw new TypeConversionException("must be one of " + String.join(", ", names) + ", but was '" + text + "'"
                    + (near.isEmpty() ? "" : ", did you mean '" + String.join("' or '", near) + "'?"));
        }
        return modes[index];
    }
}
