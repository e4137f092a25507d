"""What CPython's multiprocessing does instead. Answers each line of the input with a line behind a mark.

    counter PROCESSES   adds to a Value under its lock; a line says for how many nanoseconds
    lock PROCESSES      takes and releases a Lock; the same
    queue SIZE          items of so many bytes through a Queue between two processes; a line says how many
"""
import multiprocessing
import sys
import time

TIMES = 256


def adding(context):
    value = context.Value("q", 0)

    def calls():
        for _ in range(TIMES):
            with value.get_lock():
                value.value += 1
    return calls


def locking(context):
    lock = context.Lock()

    def calls():
        for _ in range(TIMES):
            lock.acquire()
            lock.release()
    return calls


def call(calls, nanos):
    count = 0
    start = time.perf_counter_ns()
    while True:
        calls()
        count += TIMES
        took = time.perf_counter_ns() - start
        if took >= nanos:
            return count, took


def serve(connection, calls):
    try:
        while True:
            connection.send(call(calls, connection.recv()))
    except EOFError:
        pass


def say(*numbers):
    print("=", *numbers, flush=True)


def many(context, calls, processes):
    others = []
    for _ in range(processes - 1):
        ours, theirs = context.Pipe()
        context.Process(target=serve, args=(theirs, calls), daemon=True).start()
        others.append(ours)
    say(0)
    for line in sys.stdin:
        nanos = int(line)
        for other in others:
            other.send(nanos)
        numbers = [*call(calls, nanos)]
        for other in others:
            numbers += other.recv()
        say(*numbers)


def put(queue, connection, size):
    try:
        while True:
            count = connection.recv()
            if size == 8:
                for number in range(count):
                    queue.put(number)
            else:
                record = bytes(size)
                for _ in range(count):
                    queue.put(record)
    except EOFError:
        pass


def queue(context, size):
    handed = context.Queue(16384)
    ours, theirs = context.Pipe()
    context.Process(target=put, args=(handed, theirs, size), daemon=True).start()
    say(0)
    for line in sys.stdin:
        count = int(line)
        start = time.perf_counter()
        ours.send(count)
        total = 0
        for _ in range(count):
            item = handed.get()
            total += item if size == 8 else len(item)
        took = time.perf_counter() - start
        if total != (count * (count - 1) // 2 if size == 8 else count * size):
            sys.exit("the queue handed over other items than were put")
        say(count / took)


if __name__ == "__main__":
    what, number = sys.argv[1], int(sys.argv[2])
    fork = multiprocessing.get_context("fork")
    if what == "queue":
        queue(fork, number)
    else:
        many(fork, {"counter": adding, "lock": locking}[what](fork), number)
