"""What the Python peers of the `lstm` benchmark have in common: the work, and how it is asked for.

`python lstm-NAME.py SIZE THREADS` answers each line `epoch` or `predict` with seconds on the wall and of the processor,
and `memory` with the most bytes that it had; `SIZE cold` does
the report's training once, from nothing to the forecast, and ends.
"""
import os
import resource
import sys
import time

SIZE = sys.argv[1]
COLD = sys.argv[2] == "cold"
THREADS = 2 if COLD else int(sys.argv[2])
# Before any library counts the processors.
os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:THREADS]))
os.environ.update(OMP_NUM_THREADS=str(THREADS), MKL_NUM_THREADS=str(THREADS), TF_CPP_MIN_LOG_LEVEL="3", JAX_PLATFORMS="cpu")

import numpy as np

WINDOW, LAYERS = {"s": (15, [10]), "m": (60, [64]), "l": (60, [128, 128])}[SIZE]
WINDOWS, BATCH = (204, 32) if COLD else (1800, 32)
series = (0.5 + 0.4 * np.sin(np.arange(WINDOWS + WINDOW) / 7)).astype(np.float32)
inputs = np.stack([series[i : i + WINDOW] for i in range(WINDOWS)])[..., None]
targets = series[WINDOW:, None]
past = series[-WINDOW:]


def forecast(predict):
    """Seven steps, each from those before it."""
    path = list(past)
    for _ in range(7):
        path.append(float(predict(np.array(path[-WINDOW:], np.float32)[None, :, None])))
    return path[-7:]


def answer(epoch, predict):
    if COLD:
        for _ in range(200):
            epoch()
        return print(forecast(predict))
    for line in sys.stdin:
        started, used = time.perf_counter(), time.process_time()
        if line.strip() == "epoch":
            epoch()
        elif line.strip() == "predict":
            forecast(predict)
        else:
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, flush=True)
            continue
        print(time.perf_counter() - started, time.process_time() - used, flush=True)
