package io.github.threeply.ipc.process;

import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Takes serializable lambdas apart into strings and captured values, and puts them together again, without an object
 * stream: that is what makes a worker's first task cheap (loading the object streams takes it some 40 ms).
 */
final class Lambdas {
    private Lambdas() {}

    /** The method that the compiler's runtime gives to serializable lambdas; null where there is none to be called. */
    private static final ClassValue<Holder> WRITE_REPLACE = new ClassValue<>() {
        @Override
        protected Holder computeValue(Class<?> type) {
            if (looksLikeLambda(type) && Serializable.class.isAssignableFrom(type)) {
                try {
                    Method method = type.getDeclaredMethod("writeReplace");
                    if (method.trySetAccessible()) {
                        // A handle, since a method of a hidden class is called by way of native code for ever.
                        return new Holder(MethodHandles.lookup()
                                .unreflect(method)
                                .asType(MethodType.methodType(Object.class, Object.class)));
                    }
                } catch (NoSuchMethodException | IllegalAccessException e) {
                    return Holder.NONE;
                }
            }
            return Holder.NONE;
        }
    };

    private static final class Holder {
        static final Holder NONE = new Holder(null);
        final @Nullable MethodHandle method;

        Holder(@Nullable MethodHandle method) {
            this.method = method;
        }
    }

    static boolean looksLikeLambda(Class<?> type) {
        return type.isHidden() && type.isSynthetic() && type.getInterfaces().length > 0;
    }

    static String interfaceName(Class<?> lambda) {
        return lambda.getInterfaces()[0].getSimpleName();
    }

    /** The lambda's parts, or null if it is none that can be taken apart. */
    static @Nullable SerializedLambda takeApart(Object value) {
        MethodHandle method = WRITE_REPLACE.get(value.getClass()).method;
        if (method == null) {
            return null;
        }
        try {
            return (Object) method.invokeExact(value) instanceof SerializedLambda parts ? parts : null;
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            return null; // Java serialization will say what is wrong with it
        }
    }

    static Object @Nullable [] capturedBy(Object value) {
        SerializedLambda parts = takeApart(value);
        if (parts == null) {
            return null;
        }
        Object[] captured = new Object[parts.getCapturedArgCount()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = parts.getCapturedArg(i);
        }
        return captured;
    }

    /** Writes all but the captured values. Refuses a lambda whose code no other process can have. */
    static void writeShape(SerializedLambda parts, ByteWriter out) {
        String capturing = parts.getCapturingClass();
        String className = capturing.replace('/', '.');
        ShellClasses.refuse(className, "the lambda in ".concat(className));
        out.putText(capturing);
        out.putText(parts.getFunctionalInterfaceClass());
        out.putText(parts.getFunctionalInterfaceMethodName());
        out.putText(parts.getFunctionalInterfaceMethodSignature());
        out.putInt(parts.getImplMethodKind());
        out.putText(parts.getImplClass());
        out.putText(parts.getImplMethodName());
        out.putText(parts.getImplMethodSignature());
        out.putText(parts.getInstantiatedMethodType());
    }

    static Shape readShape(ByteReader in, ClassLoader loader) {
        return new Shape(in, loader);
    }

    /** A lambda without its captured values, in the process where it is to run. */
    static final class Shape {
        private static final MethodType REBUILD = MethodType.methodType(Object.class, SerializedLambda.class);

        private final Class<?> capturingClass;
        private final MethodHandle rebuild; // not reflection, for which newer JDKs make classes at the first call
        private final String interfaceClass;
        private final String interfaceMethod;
        private final String interfaceSignature;
        private final int kind;
        private final String implClass;
        private final String implMethod;
        private final String implSignature;
        private final String instantiated;

        private Shape(ByteReader in, ClassLoader loader) {
            String capturing = in.getText().replace('/', '.');
            // Interned as the constants are that they will be compared with, task after task: one look and not all
            // letters.
            interfaceClass = in.getText().intern();
            interfaceMethod = in.getText().intern();
            interfaceSignature = in.getText().intern();
            kind = in.getInt();
            implClass = in.getText().intern();
            implMethod = in.getText().intern();
            implSignature = in.getText().intern();
            instantiated = in.getText().intern();
            try {
                capturingClass = Class.forName(capturing, true, loader);
                Method method = capturingClass.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
                method.setAccessible(true);
                rebuild = MethodHandles.lookup().unreflect(method).asType(REBUILD);
            } catch (ClassNotFoundException e) {
                throw SerializedForm.missing(e.getMessage(), e);
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                throw new ValueNotRebuiltException(
                        "the lambda of class " + capturing + " could not be rebuilt: " + e, capturing, e);
            }
        }

        @SuppressWarnings("NullAway") // captured values may be null, which the JDK does not say
        Object with(@Nullable Object[] captured) {
            SerializedLambda parts = new SerializedLambda(
                    capturingClass,
                    interfaceClass,
                    interfaceMethod,
                    interfaceSignature,
                    kind,
                    implClass,
                    implMethod,
                    implSignature,
                    instantiated,
                    captured);
            try {
                return rebuild.invokeExact(parts);
            } catch (Throwable e) {
                throw notTheSame(e);
            }
        }

        /**
         * The method that a lambda without captured values stands for, with the type {@code ()Object} or {@code ()void}; null
         * where it is not that simple: where an interface of the user's own does more around it, for one. To call it is the same as to rebuild the lambda and to call that, but for the class that
         * the JVM makes for a lambda: several milliseconds in one that has just started.
         */
        @Nullable
        MethodHandle method() {
            if (kind != MethodHandleInfo.REF_invokeStatic
                    || !implMethod.startsWith("lambda$")
                    || !implClass.equals(capturingClass.getName().replace('.', '/'))
                    || !isWhatIsCalled()) {
                return null;
            }
            for (Method method : capturingClass.getDeclaredMethods()) {
                Class<?> result = method.getReturnType();
                if (method.getParameterCount() == 0
                        && method.getName().equals(implMethod)
                        && Modifier.isStatic(method.getModifiers())
                        && implSignature.equals("()".concat(result.descriptorString()))
                        && (result == void.class || !result.isPrimitive())) {
                    return callable(method, result);
                }
            }
            return null;
        }

        /** Whether to call the lambda as a task is to call its own method, and no default method that does so. */
        private boolean isWhatIsCalled() {
            try {
                Class<?> type = Class.forName(interfaceClass.replace('/', '.'), false, capturingClass.getClassLoader());
                return interfaceMethod.equals(WorkerFunctions.calledOf(type));
            } catch (ClassNotFoundException | LinkageError e) {
                return false; // then by way of the lambda, which says what is wrong
            }
        }

        private static @Nullable MethodHandle callable(Method method, Class<?> result) {
            try {
                method.setAccessible(true);
                return MethodHandles.lookup()
                        .unreflect(method)
                        .asType(MethodType.methodType(result == void.class ? void.class : Object.class));
            } catch (IllegalAccessException | RuntimeException e) {
                return null; // then by way of the lambda, which says what is wrong
            }
        }

        private ValueNotRebuiltException notTheSame(Throwable cause) {
            String name = capturingClass.getName();
            return new ValueNotRebuiltException(
                    "the lambda of class " + name + " is not in the worker's version of that class (" + cause
                            + "): both processes need the same class path",
                    name,
                    cause);
        }
    }
}
