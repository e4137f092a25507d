package io.github.threeply.ipc.shared;

/**
 * Where everything is in the file of a shared memory. Format 1.1; all numbers are little-endian on every machine.
 *
 * <pre>
 *          byte 0                                                                       end of file
 *          +-------------+--------------------+---------------------------+-----------------------+
 *          |  header     |  participant slots |  directory: entries, each |  data: the contents   |
 *          |  4096 bytes |  64 x 128 bytes    |  one or more lines        |  of the objects       |
 *          +-------------+--------------------+---------------------------+-----------------------+
 *
 * header   +0                +8                +16               +24               +32
 *          +-----------------+--------+--------+-----------------+-----------------+
 *     0    | magic           |maj min |incomp r| kind  |line|mark| file bytes      |
 *          +-----------------+--------+--------+-----------------+-----------------+
 *    32    | directory offset| directory bytes | data offset     | flags  | CRC32C |
 *          +-----------------+-----------------+-----------------+-----------------+
 *    64    | UUID                              | boot id, hash   | pid space       |
 *          +-----------------+-----------------+-----------------+-----------------+
 *    96    | creator's pid   | start ticks     | created, ms     | slots at| slots |
 *          +-----------------+-----------------+-----------------+-----------------+
 *   128    | state   0 = being made, READY                       ... alone on its line
 *   256    | generation      0, +1 per recovery;  +264: hash of the boot since the last
 *   384    | health          0 = good, RETIRED = about to go;  +392: the sidecar that all users go by
 *   512    | zeros
 *   640    | directory next  first free byte of the directory    ... alone on its line
 *   768    | directory head  first entry, 0 = none               ... alone on its line
 *   896    | owner           the user that made the file, if its life is its file's
 *  1024    | a few words for people
 *  4096    +--- participant slots: see SlotTable
 *
 * entry    +0                +8                +16               +24               +32
 *          +-----------------+-----------------+-----------------+-----------------+
 *     0    | next, 0 = last  | state (0)       | type   | element| length          |
 *          +-----------------+-----------------+-----------------+-----------------+
 *    32    | data offset     | data bytes      | name|det.|CRC32C| schema (0)      |
 *          +-----------------+-----------------+-----------------+-----------------+
 *    64    | name, UTF-8, then zeros to the end of the line
 * </pre>
 *
 * <p>The header's first line never changes after the file was made, and its CRC32C covers it (the CRC itself counted as
 * zeros). The flags are those of {@link Traits}. Fields marked (0) are there for later versions. Version 1.0 left zeros in
 * boot id, pid space, start ticks, flags, generation, sidecar, owner and all slots, and looked at none of them. A later version that writes what this one must not ignore sets a bit in
 * <i>incomp</i> (nobody else may open it) or <i>r</i> (others may only read, and this version never only reads).
 *
 * <p>An entry's CRC32C covers it from its type to the end of its name. <i>next</i> is the only word of an entry that
 * ever changes once the entry is linked, and only once, from 0 (see {@link Directory} for the protocol).
 */
final class Layout {
    private Layout() {}

    /** "3PLY", then what a copy in text mode would destroy: CR LF, NUL, and an end of file for old tools. */
    static final long MAGIC = 0x1A_00_0A_0D_59_4C_50_33L;

    static final int MAJOR = 1;
    static final int MINOR = 1;
    static final int KIND_DIRECTORY = 1;
    /** Two neighbouring cache lines: processors fetch them in pairs, and some have lines of this size. */
    static final int LINE = 128;

    static final int BYTE_ORDER_MARK = 0x0102;

    static final int MAGIC_AT = 0;
    static final int MAJOR_AT = 8;
    static final int MINOR_AT = 10;
    static final int INCOMPATIBLE_AT = 12;
    static final int READ_ONLY_COMPATIBLE_AT = 14;
    static final int KIND_AT = 16;
    static final int LINE_AT = 20;
    static final int BYTE_ORDER_MARK_AT = 22;
    static final int FILE_BYTES_AT = 24;
    static final int DIRECTORY_OFFSET_AT = 32;
    static final int DIRECTORY_BYTES_AT = 40;
    static final int DATA_OFFSET_AT = 48;
    static final int FLAGS_AT = 56;
    static final int CRC_AT = 60;
    static final int UUID_AT = 64;
    static final int BOOT_AT = 80;
    static final int PID_SPACE_AT = 88;
    static final int CREATOR_PID_AT = 96;
    static final int CREATOR_START_AT = 104;
    static final int CREATED_AT = 112;
    static final int SLOTS_OFFSET_AT = 120;
    static final int SLOT_COUNT_AT = 124;
    static final int FROZEN_BYTES = 128;

    static final int STATE_AT = 128;
    static final int GENERATION_AT = 256;
    static final int LAST_BOOT_AT = 264;
    static final int HEALTH_AT = 384;
    static final int SIDECAR_AT = 392;
    static final int DIRECTORY_NEXT_AT = 640;
    static final int DIRECTORY_HEAD_AT = 768;
    static final int OWNER_AT = 896;
    static final int TEXT_AT = 1024;
    static final int HEADER_BYTES = 4096;

    /** The state of a finished file; far from 0 in bits, so that no single damaged byte makes a file look finished. */
    static final long READY = 0x5245_4144_59_21_33_0AL;

    static final long HEALTHY = 0;

    /** The health of a file that must not be opened any more. As far from 0 in bits as READY. */
    static final long RETIRED = 0x5245_5449_52_21_33_0AL;

    static final int SLOT_COUNT = 64;

    static final int ENTRY_NEXT = 0;
    static final int ENTRY_TYPE = 16;
    static final int ENTRY_ELEMENT_BYTES = 20;
    static final int ENTRY_LENGTH = 24;
    static final int ENTRY_DATA_OFFSET = 32;
    static final int ENTRY_DATA_BYTES = 40;
    static final int ENTRY_NAME_BYTES = 48;
    static final int ENTRY_DETAIL_BYTES = 50;
    static final int ENTRY_CRC = 52;
    static final int ENTRY_NAME = 64;

    static final int MAX_NAME_BYTES = 255;
    static final long MAX_CAPACITY = 1L << 40;

    private static final long PAGE = 4096;
    private static final long MIN_DIRECTORY = 16 << 10;
    private static final long MAX_DIRECTORY = 1 << 20;

    /** Rounds up to whole lines. */
    static long lines(long bytes) {
        return (bytes + LINE - 1) & -LINE;
    }

    /**
     * Returns the room for the directory of a new file. Up to 1 MiB of capacity it is enough for a memory full of single
     * words, which take one line of data and, with names up to 64 bytes, one line of directory.
     */
    static long directoryBytes(long capacity) {
        long wanted = Math.max(MIN_DIRECTORY, Math.min(MAX_DIRECTORY, capacity));
        return (wanted + PAGE - 1) & -PAGE;
    }
}
