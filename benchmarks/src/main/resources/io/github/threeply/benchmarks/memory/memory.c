/*
 * What C does with memory that processes share. Answers each line of the input with a line behind a mark.
 *
 *   counter PROCESSES FILE   calls of lock xadd; a line says for how many nanoseconds
 *   lock PROCESSES FILE      lock and unlock of a robust mutex that processes share; the same
 *   futex 2 FILE             round trips between two processes of which each sleeps; a line says how many
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/futex.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#define TIMES 256
#define PAUSE_NANOS 2000000

/* Each on lines of its own. */
struct page {
    _Alignas(256) int64_t counter;
    _Alignas(256) pthread_mutex_t mutex;
    _Alignas(256) int32_t ping;
    _Alignas(256) int32_t pong;
    _Alignas(256) int64_t nanos;
    _Alignas(256) int64_t count;
    int64_t took;
};

static struct page *page;
static volatile int64_t sink;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void check(int error, const char *what) {
    if (error != 0) {
        errno = error;
        fail(what);
    }
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void add(void) {
    int64_t sum = 0;
    for (int i = 0; i < TIMES; i++) {
        sum += __atomic_fetch_add(&page->counter, 1, __ATOMIC_SEQ_CST); /* used, so it is lock xadd, not lock add */
    }
    sink += sum;
}

static void lock(void) {
    for (int i = 0; i < TIMES; i++) {
        check(pthread_mutex_lock(&page->mutex), "pthread_mutex_lock");
        check(pthread_mutex_unlock(&page->mutex), "pthread_mutex_unlock");
    }
}

static int64_t call(void (*calls)(void), int64_t nanos, int64_t *took) {
    int64_t count = 0;
    int64_t start = now();
    do {
        calls();
        count += TIMES;
        *took = now() - start;
    } while (*took < nanos);
    return count;
}

static void end_with_parent(void) {
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

static void many(void (*calls)(void), int processes) {
    int go[2], done[2];
    char byte = 0, line[64];
    if (pipe(go) != 0 || pipe(done) != 0) {
        fail("pipe");
    }
    if (processes == 2) {
        pid_t child = fork();
        if (child < 0) {
            fail("fork");
        }
        if (child == 0) {
            end_with_parent();
            close(go[1]);
            while (read(go[0], &byte, 1) == 1) {
                page->count = call(calls, page->nanos, &page->took);
                if (write(done[1], &byte, 1) != 1) {
                    break;
                }
            }
            _exit(0);
        }
    }
    printf("= 0\n");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL) {
        int64_t took, count;
        page->nanos = strtoll(line, NULL, 10);
        if (processes == 2 && write(go[1], &byte, 1) != 1) {
            fail("write");
        }
        count = call(calls, page->nanos, &took);
        printf("= %lld %lld", (long long) count, (long long) took);
        if (processes == 2) {
            if (read(done[0], &byte, 1) != 1) {
                fail("read");
            }
            printf(" %lld %lld", (long long) page->count, (long long) page->took);
        }
        printf("\n");
        fflush(stdout);
    }
}

#ifdef __linux__
static void await_change(int32_t *word, int32_t old) {
    while (__atomic_load_n(word, __ATOMIC_ACQUIRE) == old) {
        syscall(SYS_futex, word, FUTEX_WAIT, old, NULL, NULL, 0);
    }
}

static void change(int32_t *word, int32_t value) {
    __atomic_store_n(word, value, __ATOMIC_RELEASE);
    syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static int compare(const void *left, const void *right) {
    int64_t a = *(const int64_t *) left, b = *(const int64_t *) right;
    return a < b ? -1 : a > b;
}

static void futex(void) {
    char line[64];
    int32_t round = 0;
    pid_t child = fork();
    if (child < 0) {
        fail("fork");
    }
    if (child == 0) {
        end_with_parent();
        for (int32_t seen = 0;; seen++) {
            await_change(&page->ping, seen);
            change(&page->pong, seen + 1);
        }
    }
    printf("= 0\n");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL) {
        long rounds = strtol(line, NULL, 10);
        int64_t *times = malloc(rounds * sizeof *times);
        if (times == NULL) {
            fail("malloc");
        }
        for (long i = 0; i < rounds; i++) {
            struct timespec pause = {0, PAUSE_NANOS};
            nanosleep(&pause, NULL);
            int64_t start = now();
            change(&page->ping, round + 1);
            await_change(&page->pong, round);
            times[i] = now() - start;
            round++;
        }
        qsort(times, rounds, sizeof *times, compare);
        printf("= %.9f\n", times[rounds / 2] / 1e9);
        fflush(stdout);
        free(times);
    }
}
#endif

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: %s counter|lock|futex PROCESSES FILE\n", argv[0]);
        return 2;
    }
    int file = open(argv[3], O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || ftruncate(file, sizeof *page) != 0) {
        fail(argv[3]);
    }
    page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (page == MAP_FAILED) {
        fail("mmap");
    }
    pthread_mutexattr_t attributes;
    check(pthread_mutexattr_init(&attributes), "pthread_mutexattr_init");
    check(pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED), "pthread_mutexattr_setpshared");
    check(pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST), "pthread_mutexattr_setrobust");
    check(pthread_mutex_init(&page->mutex, &attributes), "pthread_mutex_init");
    int processes = atoi(argv[2]);
    if (strcmp(argv[1], "counter") == 0) {
        many(add, processes);
    } else if (strcmp(argv[1], "lock") == 0) {
        many(lock, processes);
#ifdef __linux__
    } else if (strcmp(argv[1], "futex") == 0) {
        futex();
#endif
    } else {
        fprintf(stderr, "there is no %s here\n", argv[1]);
        return 2;
    }
    return 0;
}
