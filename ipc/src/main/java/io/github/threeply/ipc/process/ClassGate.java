package io.github.threeply.ipc.process;

import java.io.ObjectInputFilter;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The allow-list: which classes may be rebuilt from bytes.
 *
 * <p>From worker to parent it is strict, since a worker that processed hostile input may have been taken over: a small
 * set of the JDK's value classes, exceptions of java.base, what the user allowed, and the package of the function whose
 * result it is. From parent to worker sizes are limited, and known links of attack chains are refused; no more, since
 * whoever writes to that pipe names the code to run anyway.
 */
final class ClassGate {
    private static final Set<String> UTIL = Set.of(
            "ArrayList",
            "LinkedList",
            "ArrayDeque",
            "Arrays$ArrayList",
            "HashMap",
            "LinkedHashMap",
            "TreeMap",
            "HashSet",
            "LinkedHashSet",
            "TreeSet",
            "EnumMap",
            "EnumSet",
            "EnumSet$SerializationProxy",
            "BitSet",
            "UUID",
            "Date",
            "Locale",
            "Currency",
            "CollSer",
            "ImmutableCollections",
            "Map",
            "Map$Entry",
            "List",
            "Set",
            "Collection",
            "AbstractMap",
            "AbstractMap$SimpleEntry",
            "AbstractMap$SimpleImmutableEntry",
            "KeyValueHolder",
            "PriorityQueue",
            "Vector",
            "Stack",
            "Hashtable",
            "Properties",
            "Collections$EmptyList",
            "Collections$EmptyMap",
            "Collections$EmptySet",
            "Collections$SingletonList",
            "Collections$SingletonMap",
            "Collections$SingletonSet",
            "Collections$UnmodifiableCollection",
            "Collections$UnmodifiableList",
            "Collections$UnmodifiableMap",
            "Collections$UnmodifiableRandomAccessList",
            "Collections$UnmodifiableSet",
            "Collections$UnmodifiableSortedMap",
            "Collections$UnmodifiableSortedSet",
            "Collections$SynchronizedCollection",
            "Collections$SynchronizedList",
            "Collections$SynchronizedMap",
            "Collections$SynchronizedSet",
            "Collections$SynchronizedRandomAccessList",
            "Collections$ReverseComparator",
            "Collections$ReverseComparator2",
            "Collections$CopiesList",
            "Comparators$NaturalOrderComparator");
    private static final Set<String> LANG = Set.of(
            "Boolean",
            "Byte",
            "Short",
            "Character",
            "Integer",
            "Long",
            "Float",
            "Double",
            "Number",
            "String",
            "Object",
            "Enum",
            "Record",
            "StackTraceElement",
            "StringBuilder",
            "StringBuffer",
            "Comparable",
            "Cloneable",
            "AbstractStringBuilder",
            "CharSequence");
    private static final Set<String> OTHER = Set.of(
            "java.io.File",
            "java.util.concurrent.TimeUnit",
            "java.io.Serializable",
            "java.net.URI",
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.concurrent.ConcurrentHashMap$Segment",
            "java.util.concurrent.ConcurrentSkipListMap",
            "java.util.concurrent.ConcurrentLinkedQueue",
            "java.util.concurrent.CopyOnWriteArrayList",
            "java.util.concurrent.locks.ReentrantLock",
            "java.util.concurrent.locks.ReentrantLock$NonfairSync",
            "java.util.concurrent.locks.ReentrantLock$Sync",
            "java.util.concurrent.locks.AbstractQueuedSynchronizer",
            "java.util.concurrent.locks.AbstractOwnableSynchronizer");

    /**
     * What no argument of a task is, but what chains of calls are made of that run code while they are deserialized: the
     * known ones of the JDK and of libraries that many programs have.
     */
    private static final String[] NOTORIOUS = {
        "java.rmi.",
        "java.beans.",
        "javax.management.",
        "javax.naming.",
        "javax.script.",
        "sun.rmi.",
        "sun.reflect.annotation.AnnotationInvocationHandler",
        "com.sun.jmx.",
        "com.sun.jndi.",
        "com.sun.rowset.",
        "com.sun.org.apache.",
        "org.apache.commons.beanutils.",
        "org.apache.commons.collections.functors.",
        "org.apache.commons.collections4.functors.",
        "org.codehaus.groovy.runtime.",
        "org.springframework.beans.factory.",
        "com.mchange.v2.c3p0.",
        "bsh."
    };

    /** Hash tables within hash tables: each level can double the time that one of them takes to be filled. */
    private static final int MOST_NESTED_TABLES = 16;

    private static final int DEEPEST = 1000;

    private static final ClassGate EVERYTHING = new ClassGate(null, Set.of(), null);
    private static final ClassGate FROM_PARENT = new ClassGate(null, Set.of(), null);

    /** Null: every class passes. */
    private final String @Nullable [] prefixes;

    private final Set<String> names;
    private final @Nullable String ownPackage;

    private ClassGate(String @Nullable [] prefixes, Set<String> names, @Nullable String ownPackage) {
        this.prefixes = prefixes;
        this.names = names;
        this.ownPackage = ownPackage;
    }

    static ClassGate everything() {
        return EVERYTHING;
    }

    /** What a worker takes from its parent: all classes but those that are only good for an attack. */
    static ClassGate fromParent() {
        return FROM_PARENT;
    }

    /**
     * The strict gate.
     *
     * @param allowed names of classes, or of packages, whose sub-packages count too
     */
    static ClassGate strict(Set<String> allowed) {
        String[] prefixes = new String[allowed.size()];
        int i = 0;
        for (String name : allowed) {
            prefixes[i++] = name + ".";
        }
        return new ClassGate(prefixes, Set.copyOf(allowed), null);
    }

    /** The same gate, open for one package too. */
    ClassGate with(String packageName) {
        return prefixes == null || packageName.equals(ownPackage) ? this : new ClassGate(prefixes, names, packageName);
    }

    boolean allows(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        if (prefixes == null || element.isPrimitive()) {
            return true;
        }
        String name = element.getName();
        String inPackage = element.getPackageName();
        if (inPackage.equals(ownPackage)) {
            return true;
        }
        boolean fromJdk = switch (inPackage) {
            case "java.lang" -> LANG.contains(name.substring(10));
            case "java.util" -> UTIL.contains(name.substring(10)) || name.startsWith("java.util.ImmutableCollections$");
            case "java.math", "java.time", "java.time.chrono", "java.util.concurrent.atomic" -> true;
            default -> OTHER.contains(name);
        };
        return fromJdk
                || (Throwable.class.isAssignableFrom(element) && element.getModule() == Object.class.getModule())
                || allowedByUser(element, name);
    }

    private boolean allowedByUser(Class<?> type, String name) {
        for (Class<?> outer = type; outer != null; outer = outer.getDeclaringClass()) {
            if (names.contains(outer.getName())) {
                return true;
            }
        }
        String[] all = prefixes;
        if (all != null) {
            for (String prefix : all) {
                if (name.startsWith(prefix)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * A filter for one value of so many bytes. All its arrays and tables together cannot have more than a few elements
     * for each byte of it, so what is announced and never comes takes no memory.
     */
    ObjectInputFilter filterFor(int valueBytes) {
        return new Filter(valueBytes);
    }

    private final class Filter implements ObjectInputFilter {
        private final @Nullable ObjectInputFilter wide = ObjectInputFilter.Config.getSerialFilter();
        private final int valueBytes;
        private final long[] tables = new long[MOST_NESTED_TABLES]; // the depths of those that are being filled
        private int nested;
        private long announced; // bytes of primitive arrays, elements of others

        Filter(int valueBytes) {
            this.valueBytes = valueBytes;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // there is one of each gate that is compared
        public Status checkInput(FilterInfo info) {
            if (wide != null && wide.checkInput(info) == Status.REJECTED) {
                return Status.REJECTED; // the JVM-wide filter is never widened
            }
            Class<?> type = info.serialClass();
            if (info.depth() > DEEPEST || !hasBytesFor(info.arrayLength(), type)) {
                return Status.REJECTED;
            }
            if (type == null) {
                return Status.UNDECIDED;
            }
            if (!allows(type) || (ClassGate.this == FROM_PARENT && isNotorious(type.getName()))) {
                throw new RefusedException(type);
            }
            return type == Map.Entry[].class && prefixes != null && isNestedTooDeeply(info.depth())
                    ? Status.REJECTED
                    : Status.ALLOWED;
        }

        private boolean hasBytesFor(long length, @Nullable Class<?> array) {
            if (length > 0 && array != null) {
                announced += array == long[].class || array == double[].class
                        ? 8 * length
                        : array == int[].class || array == float[].class ? 4 * length : length;
            }
            return announced <= 1024 + 4L * valueBytes;
        }

        /** The JDK's tables announce themselves by the class of their array before they read what is in them. */
        private boolean isNestedTooDeeply(long depth) {
            while (nested > 0 && tables[nested - 1] >= depth) {
                nested--; // filled before this one began
            }
            if (nested == tables.length) {
                return true;
            }
            tables[nested++] = depth;
            return false;
        }
    }

    static boolean isNotorious(String className) {
        for (String prefix : NOTORIOUS) {
            if (className.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Carries the class that was refused out of the stream, whose own error hides it. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String className;

        RefusedException(Class<?> type) {
            super(type.getName() + " is not on the allow-list", null, false, false);
            this.className = type.getName();
        }

        String className() {
            return className;
        }
    }
}
