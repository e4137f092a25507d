package io.github.threeply.ipc.process;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** How to take a record apart, by its fields, and to make it again, by its canonical constructor. */
final class RecordShape {
    private static final ClassValue<Holder> SHAPES = new ClassValue<>() {
        @Override
        protected Holder computeValue(Class<?> type) {
            try {
                return new Holder(new RecordShape(type));
            } catch (ReflectiveOperationException | RuntimeException e) {
                return new Holder(null); // its module is closed to us: Java serialization can, if it is Serializable
            }
        }
    };

    private record Holder(@Nullable RecordShape shape) {}

    private final Field[] fields;
    private final Constructor<?> constructor;

    private RecordShape(Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        fields = new Field[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            fields[i] = type.getDeclaredField(components[i].getName());
            fields[i].setAccessible(true);
        }
        constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
    }

    static @Nullable RecordShape of(Class<?> type) {
        return SHAPES.get(type).shape();
    }

    int size() {
        return fields.length;
    }

    String name(int component) {
        return fields[component].getName();
    }

    @Nullable
    Object get(Object value, int component) {
        try {
            return fields[component].get(value);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e); // it was made accessible
        }
    }

    Object make(@Nullable Object[] components) {
        String name = constructor.getDeclaringClass().getName();
        try {
            return constructor.newInstance(components);
        } catch (InvocationTargetException e) {
            throw new ValueNotRebuiltException("record " + name + " refused its components: " + e.getCause(), name, e);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new ValueNotRebuiltException(
                    "record " + name + " could not be made: " + e + "; both processes need the same class path",
                    name,
                    e);
        }
    }
}
