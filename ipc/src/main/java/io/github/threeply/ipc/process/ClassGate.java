package io.github.threeply.ipc.process;

import java.io.ObjectInputFilter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The allow-list: which classes may be rebuilt from bytes.
 *
 * <p>From worker to parent it is strict, since a worker that processed hostile input may have been taken over: a small
 * set of the JDK's value classes, exceptions of java.base, what the user allowed, and the package of the function whose
 * result it is. From parent to worker only sizes are limited: whoever writes to that pipe names the code to run anyway.
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

    private static final ClassGate EVERYTHING = new ClassGate(null, Set.of(), null);

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

    /** A filter for one value of so many bytes: an array cannot have more elements than the value has bytes. */
    ObjectInputFilter filterFor(int valueBytes) {
        ObjectInputFilter wide = ObjectInputFilter.Config.getSerialFilter();
        return info -> {
            if (wide != null && wide.checkInput(info) == ObjectInputFilter.Status.REJECTED) {
                return ObjectInputFilter.Status.REJECTED; // the JVM-wide filter is never widened
            }
            if (info.depth() > 1000 || info.arrayLength() > Math.max(64L, 4L * valueBytes)) {
                return ObjectInputFilter.Status.REJECTED;
            }
            Class<?> type = info.serialClass();
            if (type == null) {
                return ObjectInputFilter.Status.UNDECIDED;
            }
            if (!allows(type)) {
                throw new RefusedException(type);
            }
            return ObjectInputFilter.Status.ALLOWED;
        };
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
