package io.github.threeply.ipc.process;

import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a lambda has captured from its fields, without the {@link SerializedLambda} that it makes of itself on
 * request, which is an object with ten more fields for each task.
 *
 * <p>How a lambda's class looks is the JDK's own affair. So this is only for a class whose fields are called as they are
 * today and hold, in the first object of it, exactly what that one says it has captured.
 */
final class LambdaFields {
    private final Field[] fields;

    private LambdaFields(Field[] fields) {
        this.fields = fields;
    }

    /** Null if that is not possible for this class. */
    static @Nullable LambdaFields of(Object lambda, SerializedLambda parts) {
        int count = parts.getCapturedArgCount();
        Field[] fields = new Field[count];
        int found = 0;
        try {
            for (Field field : lambda.getClass().getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    continue;
                }
                if (!field.getName().startsWith("arg$") || !field.trySetAccessible()) {
                    return null;
                }
                int number = Integer.parseInt(field.getName().substring(4)) - 1;
                if (number < 0 || number >= count || fields[number] != null) {
                    return null;
                }
                fields[number] = field;
                found++;
            }
            return found == count && agrees(lambda, fields, parts) ? new LambdaFields(fields) : null;
        } catch (IllegalAccessException | RuntimeException e) {
            return null;
        }
    }

    @SuppressWarnings("ReferenceEquality") // the very object, or a value that was boxed twice
    private static boolean agrees(Object lambda, Field[] fields, SerializedLambda parts) throws IllegalAccessException {
        for (int i = 0; i < fields.length; i++) {
            Object value = fields[i].get(lambda);
            Object captured = parts.getCapturedArg(i);
            boolean same = fields[i].getType().isPrimitive() ? captured.equals(value) : captured == value;
            if (!same) {
                return false;
            }
        }
        return true;
    }

    int count() {
        return fields.length;
    }

    @Nullable
    Object get(Object lambda, int index) {
        try {
            return fields[index].get(lambda);
        } catch (IllegalAccessException e) {
            throw new AssertionError("it was accessible", e);
        }
    }
}
