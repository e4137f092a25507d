package io.github.threeply.litmus;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * What each JVM of a run is told, in a file.
 *
 * @param litmus the name of the class
 * @param jvms how many JVMs there are; JVM n has the actors n, n + jvms and so on
 * @param cpus how many processors there are for all
 * @param seed what the delays begin with
 * @param maxBatches after how many batches to end
 */
record RunPlan(String litmus, int jvms, int cpus, long seed, long maxBatches) {
    private static final String NAME = "plan";

    void write(Path directory) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("litmus", litmus);
        properties.setProperty("jvms", Integer.toString(jvms));
        properties.setProperty("cpus", Integer.toString(cpus));
        properties.setProperty("seed", Long.toString(seed));
        properties.setProperty("maxBatches", Long.toString(maxBatches));
        try (Writer out = Files.newBufferedWriter(directory.resolve(NAME))) {
            properties.store(out, null);
        }
    }

    static RunPlan read(Path directory) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(directory.resolve(NAME))) {
            properties.load(in);
        }
        return new RunPlan(
                properties.getProperty("litmus"),
                Integer.parseInt(properties.getProperty("jvms")),
                Integer.parseInt(properties.getProperty("cpus")),
                Long.parseLong(properties.getProperty("seed")),
                Long.parseLong(properties.getProperty("maxBatches")));
    }

    Litmus newLitmus() throws ReflectiveOperationException {
        return newLitmus(Class.forName(litmus).asSubclass(Litmus.class));
    }

    static <T extends Litmus> T newLitmus(Class<T> type) throws ReflectiveOperationException {
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true); // tests are often written as classes that nobody else sees
        return constructor.newInstance();
    }
}
