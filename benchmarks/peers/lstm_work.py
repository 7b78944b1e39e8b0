"""The common part of the Python peers of the `lstm` benchmark: the work and the requests.

`python lstm-NAME.py SIZE THREADS` answers each line `epoch` or `predict` with wall-clock and processor seconds, and
`memory` with the peak memory in bytes. Three more modes print one answer and end: `SIZE THREADS import` prints the
seconds of the import of the library; `SIZE THREADS first` prints the seconds from there to the end of the first epoch,
including building and compiling; `SIZE THREADS cold` does the report's training once, from the start to the forecast.
"""
import os
import resource
import sys
import time

SIZE, THREADS = sys.argv[1], int(sys.argv[2])
MODE = sys.argv[3] if len(sys.argv) > 3 else "serve"
# This must come before a library counts the processors.
os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:THREADS]))
os.environ.update(OMP_NUM_THREADS=str(THREADS), MKL_NUM_THREADS=str(THREADS))
os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", JAX_PLATFORMS="cpu")

import numpy as np

WINDOW, LAYERS = {"s": (15, [10]), "m": (60, [64]), "l": (60, [128, 128])}[SIZE]
WINDOWS, BATCH = (204, 32) if MODE == "cold" else (1800, 32)
# Epochs of one figure, so that the fixed cost of a training does not hide the cost of an epoch.
EPOCHS = {"s": 10, "m": 3, "l": 1}[SIZE]
series = (0.5 + 0.4 * np.sin(np.arange(WINDOWS + WINDOW) / 7)).astype(np.float32)
inputs = np.stack([series[i : i + WINDOW] for i in range(WINDOWS)])[..., None]
targets = series[WINDOW:, None]
past = series[-WINDOW:]
_started = _imported = time.perf_counter()


def imported():
    """Call this after the import of the library, before its first use."""
    global _imported
    _imported = time.perf_counter()
    if MODE == "import":
        print(_imported - _started)
        sys.stdout.flush()
        os._exit(0)


def forecast(predict):
    """Forecasts seven steps, each from the steps before it."""
    path = list(past)
    for _ in range(7):
        path.append(float(predict(np.array(path[-WINDOW:], np.float32)[None, :, None])))
    return path[-7:]


def answer(train, predict):
    """Answers requests. `train(epochs)` trains; `predict` forecasts one step from one window."""
    if MODE == "first":
        train(1)
        return print(time.perf_counter() - _imported)
    if MODE == "cold":
        train(200)
        return print(forecast(predict))
    for line in sys.stdin:
        started, used = time.perf_counter(), time.process_time()
        epochs = 1
        if line.strip() == "epoch":
            epochs = EPOCHS
            train(epochs)
        elif line.strip() == "predict":
            forecast(predict)
        else:
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, flush=True)
            continue
        print((time.perf_counter() - started) / epochs, (time.process_time() - used) / epochs, flush=True)
