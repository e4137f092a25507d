package io.github.threeply.ipc.shared;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** Records, component by component. Taken apart by their accessors, made by their canonical constructor. */
final class RecordForm<T> implements ItemForm<T> {
    private final Class<T> type;
    private final String[] names;
    private final ItemForm<@Nullable Object>[] forms;
    private final MethodHandle[] getters;
    private final MethodHandle constructor;
    private final int maxBytes;
    private final boolean fixed;
    private final String bound;

    /**
     * Makes the form.
     *
     * @param maxBytes the bound, or 0 for a record whose components are all of a fixed size
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // the forms of the components' types
    RecordForm(Class<T> type, int maxBytes, int depth) {
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        names = new String[components.length];
        forms = new ItemForm[components.length];
        getters = new MethodHandle[components.length];
        Class<?>[] types = new Class<?>[components.length];
        int bytes = 0;
        boolean allFixed = true;
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            names[i] = components[i].getName();
            forms[i] = (ItemForm<@Nullable Object>) ItemForms.component(type, components[i], maxBytes, depth);
            allFixed &= forms[i].isFixed();
            bytes += forms[i].isFixed() ? forms[i].maxBytes() : 0;
        }
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            for (int i = 0; i < components.length; i++) {
                getters[i] = lookup.unreflect(accessible(components[i].getAccessor()))
                        .asType(MethodType.methodType(Object.class, Object.class));
            }
            constructor = lookup.unreflectConstructor(accessible(type.getDeclaredConstructor(types)))
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new IllegalArgumentException(
                    "record " + type.getName() + " cannot be reached; its module must have \"opens "
                            + type.getPackageName() + " to io.github.threeply.ipc\", or export the package and make the"
                            + " record public; or give a codec",
                    e);
        }
        fixed = allFixed;
        this.maxBytes = fixed || maxBytes == 0 ? Math.max(1, bytes) : maxBytes;
        bound = fixed || depth > 0 ? "" : " up to " + maxBytes + " bytes";
    }

    private static <M extends AccessibleObject> M accessible(M member) {
        if (!member.trySetAccessible()) {
            throw new InaccessibleObjectException(member.toString());
        }
        return member;
    }

    @Override
    public int maxBytes() {
        return maxBytes;
    }

    @Override
    public boolean isFixed() {
        return fixed;
    }

    @Override
    public String describe() {
        StringBuilder text = new StringBuilder("record ").append(type.getName()).append(" {");
        for (int i = 0; i < forms.length; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(forms[i].describe())
                    .append(' ')
                    .append(names[i]);
        }
        return text.append('}').append(bound).toString();
    }

    @Override
    public void write(T item, ItemBytes out) {
        for (int i = 0; i < forms.length; i++) {
            Object component = get(item, i);
            if (component == null && !(forms[i] instanceof OptionalForm)) {
                throw new IllegalArgumentException("component " + names[i] + " of record " + type.getName()
                        + " is null, which an item cannot hold there");
            }
            forms[i].write(component, out);
        }
    }

    private @Nullable Object get(T item, int component) {
        try {
            return (Object) getters[component].invokeExact((Object) item);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalArgumentException(
                    "component " + names[component] + " of record " + type.getName() + " cannot be read", e);
        }
    }

    @Override
    public T read(ItemBytes in) {
        @Nullable Object[] components = new @Nullable Object[forms.length];
        for (int i = 0; i < forms.length; i++) {
            components[i] = forms[i].read(in);
        }
        try {
            return type.cast((Object) constructor.invokeExact(components));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("record " + type.getName() + " refused its components", e);
        }
    }
}
