package io.github.threeply.ipc.process;

import java.io.NotSerializableException;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the way from an object to what in it cannot be serialized, breadth first, so that the shortest way is named. */
final class SerializationPath {
    private static final int MOST_OBJECTS = 100_000;

    private final Queue<Step> queue = new ArrayDeque<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private SerializationPath() {}

    private record Step(Object value, String path) {}

    static TaskNotSerializableException explain(Object root, String rootName, NotSerializableException cause) {
        Step found = null;
        try {
            found = new SerializationPath().find(root, rootName);
        } catch (RuntimeException | StackOverflowError e) {
            cause.addSuppressed(e); // user code (an iterator) failed on the way; the class is known all the same
        }
        String className = found == null
                ? String.valueOf(cause.getMessage())
                : found.value().getClass().getName();
        String path = found == null ? rootName : found.path();
        return new TaskNotSerializableException(message(root, rootName, path, className), path, className, cause);
    }

    private static String message(Object root, String rootName, String path, String className) {
        if (path.equals(rootName) && Lambdas.looksLikeLambda(root.getClass())) {
            return rootName + " is a lambda that was compiled as a plain " + Lambdas.interfaceName(root.getClass())
                    + " and so can never travel to another process: give it as Task.of(...) or TaskFunction.of(...),"
                    + " or submit it through the type WorkerProcessPool or BulkExecutor";
        }
        return path + " (" + className + ") cannot be serialized, so " + rootName
                + " cannot travel to another process: make the class Serializable, the field transient,"
                + " or open it inside the task";
    }

    private @Nullable Step find(Object root, String rootName) {
        add(root, rootName);
        for (Step step = queue.poll(); step != null; step = queue.poll()) {
            Object value = step.value();
            if (!(value instanceof Serializable)) {
                return step;
            }
            if (seen.size() < MOST_OBJECTS) {
                look(value, step.path());
            }
        }
        return null;
    }

    private void look(Object value, String path) {
        Class<?> type = value.getClass();
        if (type.isArray()) {
            if (!type.getComponentType().isPrimitive()) {
                for (int i = 0; i < Array.getLength(value); i++) {
                    add(Array.get(value, i), path + "[" + i + "]");
                }
            }
            return;
        }
        Object[] captured = Lambdas.capturedBy(value);
        if (captured != null) {
            for (int i = 0; i < captured.length; i++) {
                add(captured[i], path + ".captured[" + i + "]");
            }
            return;
        }
        if (type.getModule() == Object.class.getModule()) {
            if (value instanceof Collection<?> collection) {
                int i = 0;
                for (Object element : collection) {
                    add(element, path + "[" + i++ + "]");
                }
            } else if (value instanceof Map<?, ?> map) {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    add(entry.getKey(), path + ".key(" + entry.getKey() + ")");
                    add(entry.getValue(), path + "[" + entry.getKey() + "]");
                }
            }
            return; // the JDK's own fields are not open to us
        }
        for (Class<?> c = type; c != null && Serializable.class.isAssignableFrom(c); c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())
                        && !Modifier.isTransient(field.getModifiers())
                        && !field.getType().isPrimitive()
                        && field.trySetAccessible()) {
                    try {
                        add(field.get(value), path + "." + field.getName());
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e); // it was made accessible
                    }
                }
            }
        }
    }

    private void add(@Nullable Object value, String path) {
        if (value != null && seen.add(value)) {
            queue.add(new Step(value, path));
        }
    }
}
