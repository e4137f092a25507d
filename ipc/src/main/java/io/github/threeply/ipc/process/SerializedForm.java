package io.github.threeply.ipc.process;

import io.github.threeply.ipc.internal.LoadedObjects;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import org.jspecify.annotations.Nullable;

/** Java serialization under the allow-list: the codec's way for what it has no form of its own for. */
final class SerializedForm {
    private static final int LONGEST_NAME = 200;

    private SerializedForm() {}

    static void write(Object value, ByteWriter out, String rootName) {
        try {
            ObjectOutputStream stream = new Output(out, rootName);
            stream.writeObject(value);
            stream.flush();
        } catch (NotSerializableException e) {
            throw SerializationPath.explain(value, rootName, e);
        } catch (ByteWriter.CapExceededException | TaskNotSerializableException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new TaskNotSerializableException(
                    rootName + " cannot be serialized: " + e,
                    rootName,
                    value.getClass().getName(),
                    e);
        } catch (StackOverflowError e) {
            throw tooDeep(value, rootName, e);
        }
    }

    static TaskNotSerializableException tooDeep(Object value, String rootName, StackOverflowError cause) {
        String name = rootName.length() <= LONGEST_NAME ? rootName : rootName.substring(0, LONGEST_NAME) + "...";
        return new TaskNotSerializableException(
                name + " cannot be serialized: its objects are nested too deeply (a long linked structure?)",
                name,
                value.getClass().getName(),
                cause);
    }

    static @Nullable Object read(byte[] bytes, int at, int length, ClassLoader loader, ClassGate gate) {
        try (LoadedObjects stream = new LoadedObjects(new ByteArrayInputStream(bytes, at, length), loader)) {
            stream.setObjectInputFilter(gate.filterFor(length));
            return stream.readObject();
        } catch (ClassGate.RefusedException e) {
            throw refused(e.className());
        } catch (ClassNotFoundException e) {
            throw missing(e.getMessage(), e);
        } catch (InvalidClassException e) {
            throw refusedOrInvalid(e);
        } catch (NoClassDefFoundError e) {
            throw missing(e.getMessage(), e);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            throw new ValueNotRebuiltException("could not be rebuilt: " + e, "", e);
        }
    }

    private static ValueNotRebuiltException refusedOrInvalid(InvalidClassException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClassGate.RefusedException refused) {
                return refused(refused.className());
            }
        }
        return new ValueNotRebuiltException(
                "could not be rebuilt: " + e.getMessage(), e.classname == null ? "" : e.classname, e);
    }

    static ValueNotRebuiltException refused(String className) {
        return new ValueNotRebuiltException("class " + className + " is not on the allow-list", className, null);
    }

    static ValueNotRebuiltException missing(@Nullable String className, Throwable cause) {
        String name = className == null ? "" : className.replace('/', '.');
        return new ValueNotRebuiltException("class " + name + " is not on the class path", name, cause);
    }

    private static final class Output extends ObjectOutputStream {
        private final String rootName;

        Output(ByteWriter out, String rootName) throws IOException {
            super(out);
            this.rootName = rootName;
        }

        @Override
        protected void annotateClass(Class<?> type) {
            ShellClasses.refuse(type.getName(), rootName);
        }
    }
}
