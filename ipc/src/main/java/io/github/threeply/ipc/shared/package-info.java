/**
 * Typed objects in memory-mapped files that several JVMs use at once.
 *
 * <p>Start with {@link io.github.threeply.ipc.shared.SharedMemory}: it is the file, and gives the objects by name.
 *
 * <ul>
 *   <li>{@link io.github.threeply.ipc.shared.SharedValue}: one number, flag, text, enum constant or record
 *   <li>{@link io.github.threeply.ipc.shared.MappedCounter}: a {@code SharedCounter} for all processes
 *   <li>{@link io.github.threeply.ipc.shared.MappedStripedCounter}: a {@code StripedCounter} for all processes
 *   <li>{@link io.github.threeply.ipc.shared.SharedArray}: numbers side by side
 *   <li>{@link io.github.threeply.ipc.shared.SharedLock}: a lock that survives the death of its holder
 *   <li>{@link io.github.threeply.ipc.shared.SharedReadWriteLock}: one for many readers or one writer
 *   <li>{@link io.github.threeply.ipc.shared.SharedSemaphore}, {@link io.github.threeply.ipc.shared.SharedBarrier},
 *       {@link io.github.threeply.ipc.shared.SharedLatch}, {@link io.github.threeply.ipc.shared.SharedEvent}: ways to wait
 *       for each other, of which no death makes a trap
 *   <li>{@link io.github.threeply.ipc.shared.SharedQueue}: a {@code Channel} between processes
 *   <li>{@link io.github.threeply.ipc.shared.SharedList}: an append log that is read while it grows
 * </ul>
 *
 * <p>All of them are {@link io.github.threeply.ipc.shared.SharedObject}s: handles that can be arguments of tasks in other
 * processes. What is wrong with a file is a {@link io.github.threeply.ipc.shared.SharedMemoryException}; each type says what
 * else its operations throw, such as {@link io.github.threeply.ipc.shared.SharedMemoryClosedException} for a memory that was
 * closed here.
 *
 * <p><b>Sleeps.</b> A change wakes those that wait for it. Who was to be woken by a process that is killed just then finds it
 * at the end of its sleep: a quarter of the time that it has waited so far, 50 ms at least, 2 s at most. The waits that say so end
 * with an interrupt, at once.
 *
 * <p><b>Descriptors.</b> A memory needs none while it is open, but those of its lock file, which all memories of a JVM that are
 * the same file share. Once a thread has waited for longer than a moment there is a socket at which this process is woken, and a
 * connection to each process that it wakes; and connections to those whose end it wants to hear of, 16 at most.
 *
 * <p>{@link io.github.threeply.ipc.shared.Inspector}, the main class of the library's jar, looks at such files from outside.
 *
 * <h2>The file</h2>
 *
 * Format 1.1. Offsets are in bytes; all numbers are little-endian on every machine. A line is 128 bytes: no two objects share
 * one, nor do words that different threads change often.
 * <pre>
 *       0  header
 *    4096  participant slots: 64 lines, one for each user
 *   12288  directory: entries, each of one or more lines
 *       D  contents of the objects, each of whole lines         D is in the header, at 48
 * </pre>
 *
 * <p><b>Header.</b> The first line never changes.
 * <pre>
 *       0  magic                       33 50 4C 59 0D 0A 00 1A       640  first free byte of the directory
 *       8  major, minor, two sets of feature bits: short each        768  first entry; 0: none
 *      16  kind: int, line: short, byte order mark: short            896  owner, if the file goes with it
 *      24  size of the file                                         1024  a few words for people
 *      32  directory: where, 40: its size
 *      48  contents: where
 *      56  flags: int, 60: CRC32C of the line: int
 *      64  UUID: 16 bytes
 *      80  boot, 88: pid space, 96: pid, 104: start, 112: made, ms
 *     120  slots: where: int, 124: how many: int
 *     128  state: 0 while it is made
 *     256  generation, 264: the last boot
 *     384  health, 392: the sidecar
 * </pre>
 *
 * <p><b>Slot</b>, at 4096 + 128 n, and <b>entry</b> of the directory.
 * <pre>
 *       0  incarnation: +1 for each user                0  next entry; 0: the last
 *       8  pid; 0: free                                16  type: int, 20: bytes of an element: int
 *      16  start of the process                        24  elements
 *      24  pid space                                   32  contents: where
 *      32  boot                                        40  contents: bytes
 *      40  bells, exiting; incarnation                 48  bytes of the name, 50: of the detail: short each
 *      48  sidecar                                     52  CRC32C of 16 to the end: int
 *      56  claimed, ms                                 64  name, then detail, UTF-8
 *      64  handles on their way: 4 words
 * </pre>
 *
 * <p>An <b>owner</b> word says who: incarnation from bit 16, slot from bit 4, flags below. <b>Numbers and flags</b> are one
 * word at the beginning of a line, and a wait cell at 64 of it where one can await them. A <b>wait cell</b>: how often
 * somebody was woken (int), at 8 the slots with threads parked, at 16 those with threads asleep on the count.
 *
 * <p><b>Values</b> of bytes, texts and records are kept twice, so that one copy is read while the other is written:
 * <pre>
 *       0  owner: who writes                          128  copy of the even versions
 *       8  begun: the version that is being written        copy of the odd versions, after whole 64 bytes
 *      16  version: the content; 0: none
 *      64  wait cell
 * </pre>
 *
 * <p><b>Lock.</b> The word: owner, and UNRECOVERABLE 8, INCONSISTENT 4, CONTENDED 2, HELD 1.
 * <pre>
 *       0  word                                       256  wait cell
 *       8  thread of the holder                       384  8 generations of conditions
 *      16  tokens drawn                               512  4 wait cells of conditions, a line each
 *     128  who asks for the next turn               a read-write lock also has:
 *     136  generation: +1 for each repair            1024  wait cell of a writer
 *     144  the word that was taken over last         1152  for each slot, a line: its readers
 *     152  takeovers, 160: slots that ever read
 * </pre>
 *
 * <p><b>Queue</b>, and <b>list</b>. The words of their cells: lap from bit 30, owner, given back 8, state (0 free, 1 claimed, 2
 * published, 3 held, 4 sealed); and owner, state (0 free, 1 claimed, 2 written, 3 empty, then with
 * its number in place of the owner).
 * <pre>
 *       0  end: closed, failed, aborted                 0  hint of the next place to be claimed
 *       8  items that came back; 16: ever held        128  hint of the first place that cannot be read
 *     128  hint of the next cell to be filled         136  empty places without a number
 *     256  hint of the next cell to be taken          144  hint of the last place with one
 *     384  skipped, 392: redelivered, 400: dropped    256  wait cell
 *     408  unreadable, 416: hint of the oldest        384  places, each:
 *     512  wait cell for items, 640: for room               0  word
 *     768  cause of the failure                             8  length: int
 *    1792  cells, each:                                    12  the item
 *            0  word
 *            8  the number; or length: int, 12: the item
 * </pre>
 *
 * <p>Unless a method says otherwise: {@code null} arguments throw {@link NullPointerException}, any thread may call any
 * method, and a limit of zero or less means "do not wait".
 */
@NullMarked
package io.github.threeply.ipc.shared;

import org.jspecify.annotations.NullMarked;
