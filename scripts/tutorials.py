"""The workloads of well-known tutorials in Python's own library; see beside-python.sh. Prints the seconds that one took,
from the beginning of main, and a result that is the same in Java."""

import asyncio
import concurrent.futures
import multiprocessing
import os
import queue
import sys
import threading
import time
import urllib.request

PROCESSORS = os.cpu_count()
PAGES = 9


def counter():
    total = 0
    lock = threading.Lock()

    def add():
        nonlocal total
        for _ in range(100_000):
            with lock:
                total += 1

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return total


def queue_of_ten():
    items = queue.Queue(10)
    total = 0

    def produce():
        for i in range(100_000):
            items.put(i)
        items.put(None)

    def consume():
        nonlocal total
        while (item := items.get()) is not None:
            total += item

    threads = [threading.Thread(target=produce), threading.Thread(target=consume)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return total


def send_square(n, results):
    results.put(n * n)


def squares():
    results = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=send_square, args=(n, results)) for n in range(1, 10)]
    for process in processes:
        process.start()
    total = sum(results.get() for _ in processes)
    for process in processes:
        process.join()
    return total


def square(n):
    return n * n


def pool_map():
    with concurrent.futures.ProcessPoolExecutor(PROCESSORS) as pool:
        return sum(pool.map(square, range(10_000)))


def add_fifty(value):
    for _ in range(50):
        with value.get_lock():
            value.value += 1


def shared_value():
    value = multiprocessing.Value("i", 0)
    processes = [multiprocessing.Process(target=add_fifty, args=(value,)) for _ in range(9)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return value.value


def count(connection):
    total = 0
    for _ in range(100_000_000):
        total += 1
    connection.send(total)


def pipe():
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=count, args=(theirs,))
    process.start()
    total = ours.recv()
    process.join()
    return total


def sum_of_squares(limit):
    return sum(i * i for i in range(limit))


LIMITS = [3_000_000 + x for x in range(10)]


def cpu_sequential():
    return sum(map(sum_of_squares, LIMITS))


def cpu_threads():
    with concurrent.futures.ThreadPoolExecutor(PROCESSORS) as pool:
        return sum(pool.map(sum_of_squares, LIMITS))


def cpu_processes():
    with concurrent.futures.ProcessPoolExecutor(PROCESSORS) as pool:
        return sum(pool.map(sum_of_squares, LIMITS))


def fetch(url):
    with urllib.request.urlopen(url) as page:
        return len(page.read())


def io_sequential(url):
    return sum(map(fetch, [url] * PAGES))


def io_threads(url):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return sum(pool.map(fetch, [url] * PAGES))


def io_processes(url):
    with concurrent.futures.ProcessPoolExecutor(4) as pool:
        return sum(pool.map(fetch, [url] * PAGES))


def io_async(url):
    async def get():
        host, port = url.split("/")[2].split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"GET / HTTP/1.0\r\nHost: " + host.encode() + b"\r\n\r\n")
        answer = await reader.read()
        writer.close()
        return len(answer.split(b"\r\n\r\n", 1)[1])

    async def all_of_them():
        return sum(await asyncio.gather(*[get() for _ in range(PAGES)]))

    return asyncio.run(all_of_them())


WORKLOADS = {
    "counter": counter,
    "queue": queue_of_ten,
    "squares": squares,
    "pool-map": pool_map,
    "shared-value": shared_value,
    "pipe": pipe,
    "cpu-sequential": cpu_sequential,
    "cpu-threads": cpu_threads,
    "cpu-processes": cpu_processes,
    "io-sequential": io_sequential,
    "io-threads": io_threads,
    "io-processes": io_processes,
    "io-async": io_async,
}

if __name__ == "__main__":
    start = time.perf_counter()
    if sys.argv[1] == "names":
        print("\n".join(WORKLOADS))
    else:
        result = WORKLOADS[sys.argv[1]](*sys.argv[2:])
        print(f"{time.perf_counter() - start:.4f} {result}")
