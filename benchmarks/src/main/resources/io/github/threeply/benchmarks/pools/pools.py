"""Does what the first argument says as often as each line of the input says; prints how many a second that made."""
import multiprocessing
import os
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor

WORKERS = 2
IN_FLIGHT = 100_000


def plus_one(number):
    return number + 1


def echo(data):
    return data


def rate_of(operations, work):
    start = time.perf_counter()
    work(operations)
    return operations / (time.perf_counter() - start)


def check(results, count):
    if sum(results) != count * (count + 1) // 2:
        sys.exit("the pool returned other results than expected")


def submit():
    """ProcessPoolExecutor.submit, many futures in flight."""
    pool = ProcessPoolExecutor(WORKERS)

    def work(operations):
        for first in range(0, operations, IN_FLIGHT):
            count = min(IN_FLIGHT, operations - first)
            futures = [pool.submit(plus_one, number) for number in range(count)]
            check((future.result() for future in futures), count)
    return lambda operations: rate_of(operations, work)


def apply_async():
    """Pool.apply_async, many results in flight."""
    pool = multiprocessing.Pool(WORKERS)

    def work(operations):
        for first in range(0, operations, IN_FLIGHT):
            count = min(IN_FLIGHT, operations - first)
            results = [pool.apply_async(plus_one, (number,)) for number in range(count)]
            check((result.get() for result in results), count)
    return lambda operations: rate_of(operations, work)


def pool_map():
    """Pool.map, with the chunks that it chooses."""
    pool = multiprocessing.Pool(WORKERS)
    return lambda operations: rate_of(operations, lambda count: check(pool.map(plus_one, range(count)), count))


def imap_unordered():
    """Pool.imap_unordered in chunks of 64."""
    pool = multiprocessing.Pool(WORKERS)
    return lambda operations: rate_of(
        operations, lambda count: check(pool.imap_unordered(plus_one, range(count), 64), count))


def round_trip():
    """One task at a time: what the median time makes."""
    if sys.argv[2] != "FREE":
        os.sched_setaffinity(0, {0})
    pool = ProcessPoolExecutor(1)
    data = bytes(16)
    pool.submit(echo, data).result()
    if sys.argv[2] == "TWO_CORES":
        for pid in pool._processes:
            os.sched_setaffinity(pid, {1})

    def measure(operations):
        times = []
        for _ in range(operations):
            start = time.perf_counter_ns()
            pool.submit(echo, data).result()
            times.append(time.perf_counter_ns() - start)
        return 1e9 / statistics.median(times)
    return measure


def boot():
    """A pool that spawns its workers, to a result from each: what the median time makes."""
    context = multiprocessing.get_context("spawn")

    def once():
        start = time.perf_counter_ns()
        with context.Pool(WORKERS) as pool:
            answered = set()
            while len(answered) < WORKERS:
                for pid in pool.map(pid_after_a_millisecond, range(WORKERS), 1):
                    answered.add(pid)
            return time.perf_counter_ns() - start
    return lambda operations: 1e9 / statistics.median(once() for _ in range(operations))


def pid_after_a_millisecond(_):
    time.sleep(0.001)
    return os.getpid()


if __name__ == "__main__":
    measure = {
        "submit": submit,
        "apply_async": apply_async,
        "map": pool_map,
        "imap_unordered": imap_unordered,
        "round_trip": round_trip,
        "boot": boot,
    }[sys.argv[1]]()
    for line in sys.stdin:
        print(measure(int(line)), flush=True)
