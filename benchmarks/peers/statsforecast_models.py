"""Forecasts series with one model of statsforecast: JSON from the standard input, JSON to the standard output.

In: {"model", "trainings": [[...]], "period", "horizon"}. Out: {"forecasts": [[...]], "cpuSeconds"}. The first series is
forecast once before the clock starts, so that compiling does not count.
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
forecast(trainings[0])
started = time.process_time()
forecasts = [[float(value) for value in forecast(rows)] for rows in trainings]
json.dump({"forecasts": forecasts, "cpuSeconds": time.process_time() - started}, sys.stdout)
