package io.github.threeply.ipc.process;

import io.github.threeply.core.Task;
import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The modules of this JVM, for a worker to have the same: where this library is a named module, on the module path or in a
 * run-time image. So a class is in the same module in both, finds the same services, and is closed or open to us in both
 * alike, which the {@link ValueCodec} relies on.
 */
final class WorkerModules {
    private static final String MAIN = "io.github.threeply.ipc/io.github.threeply.ipc.process.WorkerMain";

    private WorkerModules() {}

    /** Whether such a worker gets modules: not if somebody says what its class path is, but for an empty one. */
    static boolean areFor(WorkerSpec spec) {
        Module own = WorkerModules.class.getModule();
        return own.isNamed()
                && ModuleLayer.boot().equals(own.getLayer())
                && (spec.classPath() == null || spec.classPath().isEmpty())
                && System.getProperty(WorkerClassPath.PROPERTY) == null;
    }

    /** Whether this library is in jars or in a run-time image, and not in folders, which change from build to build. */
    static boolean arePacked() {
        for (Class<?> type : List.of(Task.class, WorkerModules.class)) {
            String name = type.getModule().getName();
            boolean packed = ModuleLayer.boot()
                    .configuration()
                    .findModule(name == null ? "" : name)
                    .flatMap(module -> module.reference().location())
                    .filter(place -> "jrt".equals(place.getScheme())
                            || ("file".equals(place.getScheme())
                                    && Path.of(place).toFile().isFile()))
                    .isPresent();
            if (!packed) {
                return false;
            }
        }
        return true;
    }

    /** What the launcher is to start, after {@code -m}. */
    static String main() {
        return MAIN;
    }

    /** The module path, with absolute entries; null if all modules are in the run-time image. */
    static @Nullable String path() {
        String given = System.getProperty("jdk.module.path", "");
        if (given.isEmpty()) {
            return null;
        }
        List<String> entries = new ArrayList<>();
        for (String entry : given.split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                entries.add(Path.of(entry).toAbsolutePath().normalize().toString());
            }
        }
        return WorkerClassPath.joined(entries);
    }

    /** All files of the module path; without one, that of the run-time image. */
    static List<String> files() {
        String path = path();
        return List.of(CodeFiles.withModules(path == null ? "" : path, "").split(File.pathSeparator, -1));
    }

    /** The other arguments. */
    static List<String> arguments() {
        return Arguments.ALL;
    }

    private static final class Arguments {
        static final List<String> ALL = make(ModuleLayer.boot(), WorkerModules.class.getModule());

        /** All modules by name, since ours, which the worker starts with, does not require the program's. */
        private static List<String> make(ModuleLayer layer, Module own) {
            List<String> arguments = new ArrayList<>();
            arguments.add("--add-modules");
            arguments.add(layer.modules().stream().map(Module::getName).sorted().collect(Collectors.joining(",")));
            for (Module module : layer.modules()) {
                for (String name : module.getPackages()) {
                    if (!module.equals(own) && module.isOpen(name, own) && !declares(module, name, own)) {
                        arguments.add("--add-opens");
                        arguments.add(module.getName() + "/" + name + "=" + own.getName());
                    }
                }
            }
            return List.copyOf(arguments);
        }

        /** Whether it is open by its own declaration, and not because an argument of this JVM says so. */
        private static boolean declares(Module module, String packageName, Module to) {
            ModuleDescriptor descriptor = module.getDescriptor();
            if (descriptor.isOpen() || descriptor.isAutomatic()) {
                return true;
            }
            for (ModuleDescriptor.Opens each : descriptor.opens()) {
                if (each.source().equals(packageName)
                        && (each.targets().isEmpty() || each.targets().contains(to.getName()))) {
                    return true;
                }
            }
            return false;
        }
    }
}
