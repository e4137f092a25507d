package io.github.threeply.examples.launcher;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the path of a file that can be written, as far as can be told without doing so. */
final class WritableFile implements ITypeConverter<Path> {

    @Override
    public Path convert(String text) {
        Path file;
        try {
            file = Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("must be the path of a file, but was '" + text + "'");
        }
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new TypeConversionException("must be in a directory that exists, but was '" + text + "'");
        }
        if (Files.isDirectory(file) || !Files.isWritable(Files.exists(file) ? file : directory)) {
            throw new TypeConversionException("must be a file that can be written, but was '" + text + "'");
        }
        return file;
    }
}
