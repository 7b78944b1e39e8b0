"""Forecasts series with one model of statsforecast: JSON from the standard input, a line of JSON for each series out.

In: {"model", "trainings": [[...]], "period", "horizon"}. Out, for each series: {"mean": [...], "cpuSeconds"}. Four
seasons of the first series are forecast once before the clock starts, so that compiling does not count.
"""
import json
import sys
import time

import numpy as np
from statsforecast import models

task = json.load(sys.stdin)
name, period, horizon = task["model"], task["period"], task["horizon"]


def forecast(rows):
    model = models.MSTL(season_length=[period]) if name == "MSTL" else getattr(models, name)(season_length=period)
    return model.forecast(y=np.asarray(rows, dtype=np.float64), h=horizon)["mean"]


trainings = task["trainings"]
forecast(trainings[0][: 4 * period])
for rows in trainings:
    started = time.process_time()
    mean = [float(value) for value in forecast(rows)]
    print(json.dumps({"mean": mean, "cpuSeconds": time.process_time() - started}), flush=True)
