package io.github.threeply.examples.launcher;

import io.github.threeply.core.Task;
import io.github.threeply.examples.WhichModel;
import io.github.threeply.examples.WhichModel.Measurement;
import io.github.threeply.examples.WhichModel.Model;
import io.github.threeply.examples.WhichModel.Work;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A task of the user's, known by the name of its class, which has a constructor without parameters. */
final class OwnTask {
    private static final int FEWEST_CALLS = 8;
    private static final int MOST_CALLS = 200;

    private OwnTask() {}

    /** Reads the name of a class that can be used. */
    static final class Name implements ITypeConverter<String> {
        @Override
        public String convert(String className) {
            Class<?> type;
            try {
                type = Class.forName(className, false, OwnTask.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new TypeConversionException("there is no class " + className
                        + " on the class path: run java -cp threeply-examples.jar:YOURS " + Main.class.getName()
                        + " run which-model --task " + className);
            }
            if (!Task.class.isAssignableFrom(type)) {
                throw new TypeConversionException(className + " must implement " + Task.class.getName());
            }
            if (Stream.of(type.getConstructors()).noneMatch(constructor -> constructor.getParameterCount() == 0)) {
                throw new TypeConversionException(className + " must have a public constructor without parameters");
            }
            return className;
        }
    }

    /** A kind of work of so many calls of the task, one for each processor at a time. */
    static Work work(String className, int calls) {
        return new Work(
                className,
                calls,
                1,
                number -> Class.forName(className)
                        .asSubclass(Task.class)
                        .getConstructor()
                        .newInstance()
                        .call(),
                "Take processes if it may crash, must be stopped, or needs a heap of its own.");
    }

    /** The same with as many calls as take about a second by one worker. */
    static Work work(String className) throws InterruptedException {
        Measurement few = WhichModel.measure(Model.PROCESSES, work(className, FEWEST_CALLS));
        double millisEach = Math.max(1, few.millis() / FEWEST_CALLS);
        return work(className, (int) Math.max(FEWEST_CALLS, Math.min(MOST_CALLS, 1000 / millisEach)));
    }
}
