package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The offsets that the description of the package names are those of the code. */
class LayoutDescriptionTest {

    /** Surefire runs elsewhere: the source is found from the compiled classes. */
    private static String description() throws IOException, URISyntaxException {
        URI classes = LayoutDescriptionTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        return Files.readString(
                Path.of(classes).resolve("../../src/main/java/io/github/threeply/ipc/shared/package-info.java"));
    }

    static Arguments[] offsets() {
        return new Arguments[] {
            at(Layout.MAGIC_AT, "magic"),
            at(Layout.MAJOR_AT, "major"),
            at(Layout.KIND_AT, "kind"),
            at(Layout.FILE_BYTES_AT, "size of the file"),
            at(Layout.DIRECTORY_OFFSET_AT, "directory: where, " + Layout.DIRECTORY_BYTES_AT + ": its size"),
            at(Layout.DATA_OFFSET_AT, "contents: where"),
            at(Layout.FLAGS_AT, "flags: int, " + Layout.CRC_AT + ": CRC32C"),
            at(Layout.UUID_AT, "UUID"),
            at(
                    Layout.BOOT_AT,
                    "boot, " + Layout.PID_SPACE_AT + ": pid space, " + Layout.CREATOR_PID_AT + ": pid, "
                            + Layout.CREATOR_START_AT + ": start, " + Layout.CREATED_AT + ": made"),
            at(Layout.SLOTS_OFFSET_AT, "slots: where: int, " + Layout.SLOT_COUNT_AT + ": how many"),
            at(Layout.STATE_AT, "state"),
            at(Layout.GENERATION_AT, "generation, " + Layout.LAST_BOOT_AT + ": the last boot"),
            at(Layout.HEALTH_AT, "health, " + Layout.SIDECAR_AT + ": the sidecar"),
            at(Layout.DIRECTORY_NEXT_AT, "first free byte of the directory"),
            at(Layout.DIRECTORY_HEAD_AT, "first entry"),
            at(Layout.OWNER_AT, "owner"),
            at(Layout.TEXT_AT, "a few words"),
            at(Layout.HEADER_BYTES, "participant slots: " + Layout.SLOT_COUNT + " lines"),
            at(Layout.HEADER_BYTES + Layout.SLOT_COUNT * Layout.LINE, "directory"),
            at(Layout.ENTRY_NEXT, "next entry"),
            at(Layout.ENTRY_TYPE, "type: int, " + Layout.ENTRY_ELEMENT_BYTES + ": bytes of an element"),
            at(Layout.ENTRY_LENGTH, "elements"),
            at(Layout.ENTRY_DATA_OFFSET, "contents: where"),
            at(Layout.ENTRY_DATA_BYTES, "contents: bytes"),
            at(Layout.ENTRY_NAME_BYTES, "bytes of the name, " + Layout.ENTRY_DETAIL_BYTES + ": of the detail"),
            at(Layout.ENTRY_CRC, "CRC32C of " + Layout.ENTRY_TYPE + " to the end"),
            at(Layout.ENTRY_NAME, "name, then detail"),
            at(Copies.OWNER, "owner: who writes"),
            at(Copies.BEGUN, "begun"),
            at(Copies.VERSION, "version"),
            at(Copies.CELL, "wait cell"),
            at(Copies.COPIES, "copy of the even versions"),
            at(LockWord.THREAD, "thread of the holder"),
            at(LockWord.TOKENS, "tokens drawn"),
            at(LockWord.NEXT, "who asks for the next turn"),
            at(LockWord.GENERATION, "generation: +1 for each repair"),
            at(LockWord.TAKEN_OVER, "the word that was taken over last"),
            at(LockWord.TAKEOVERS, "takeovers, " + LockWord.READ_SLOTS + ": slots that ever read"),
            at(LockWord.CELL, "wait cell"),
            at(LockWord.CONDITIONS_AT, LockWord.CONDITIONS + " generations of conditions"),
            at(LockWord.CONDITION_CELLS_AT, LockWord.CONDITION_CELLS + " wait cells of conditions"),
            at(LockWord.DRAIN_CELL, "wait cell of a writer"),
            at(LockWord.READERS_AT, "for each slot, a line: its readers"),
            at(QueueLayout.END_AT, "end: closed"),
            at(QueueLayout.RETURNS_AT, "items that came back; " + QueueLayout.HELD_EVER_AT + ": ever held"),
            at(QueueLayout.TAIL_AT, "hint of the next cell to be filled"),
            at(QueueLayout.HEAD_AT, "hint of the next cell to be taken"),
            at(
                    QueueLayout.SKIPPED_AT,
                    "skipped, " + QueueLayout.REDELIVERED_AT + ": redelivered, " + QueueLayout.DROPPED_AT
                            + ": dropped"),
            at(QueueLayout.UNREADABLE_AT, "unreadable, " + QueueLayout.OLDEST_AT + ": hint of the oldest"),
            at(QueueLayout.ITEMS_CELL_AT, "wait cell for items, " + QueueLayout.ROOM_CELL_AT + ": for room"),
            at(QueueLayout.CAUSE_AT, "cause of the failure"),
            at(QueueLayout.CELLS_AT, "cells, each"),
            at(QueueLayout.ITEM_IN_CELL, "the number; or length: int, " + QueueLayout.BYTES_IN_CELL + ": the item"),
            at(MappedList.UNNUMBERED_PLACES_AT, "empty places without a number"),
            at(MappedList.LAST_EMPTY_AT, "hint of the last place with one"),
            at(MappedList.CELL_AT, "wait cell"),
            at(MappedList.PLACES_AT, "places, each"),
            at(MappedList.LENGTH_IN_PLACE, "length: int"),
            at(MappedList.BYTES_IN_PLACE, "the item"),
        };
    }

    private static Arguments at(int offset, String label) {
        return Arguments.of(offset, label);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("offsets")
    void areThoseOfTheCode(int offset, String label) throws Exception {
        assertThat(description()).containsPattern("(?m)[* ] " + offset + "  " + java.util.regex.Pattern.quote(label));
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("flags")
    void namesTheFlagsOfTheWords(long value, String name) throws Exception {
        assertThat(description()).containsPattern("\\b" + name + " " + value + "\\b");
    }

    static Arguments[] flags() {
        return new Arguments[] {
            Arguments.of(LockWord.HELD, "HELD"),
            Arguments.of(LockWord.CONTENDED, "CONTENDED"),
            Arguments.of(LockWord.INCONSISTENT, "INCONSISTENT"),
            Arguments.of(LockWord.UNRECOVERABLE, "UNRECOVERABLE"),
            Arguments.of(QueueLayout.REDELIVERED, "given back"),
        };
    }
}
