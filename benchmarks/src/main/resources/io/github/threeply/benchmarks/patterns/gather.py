"""Gathers so many tasks that sleep so long, as often as each line of the input says; prints the seconds that took."""
import asyncio
import sys
import time


async def gather(tasks, seconds):
    return await asyncio.gather(*[asyncio.sleep(seconds, number) for number in range(tasks)])


def main(tasks, seconds):
    for line in sys.stdin:
        start = time.perf_counter()
        for _ in range(int(line)):
            results = asyncio.run(gather(tasks, seconds))
            if results != list(range(tasks)):
                sys.exit("asyncio returned other results than expected")
        print(time.perf_counter() - start, flush=True)


main(int(sys.argv[1]), float(sys.argv[2]))
