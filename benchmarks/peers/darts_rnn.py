"""Trains Darts' RNNModel (an LSTM) and forecasts with it: JSON from the standard input, a line of JSON a job out.

In: {"jobs": [{"rows": [...], "trainingRows", "origins": [...]}], "horizon", "input", "window", "units", "epochs",
"batchSize", "learningRate", "seed", "early"}. A job is fitted on its first rows, and forecasts from each origin, the
number of rows known there. `input` is "minMax", Darts' own Scaler, or "logReturns". With `early` the training ends
after 5 epochs without a lower loss on the last tenth of the rows, and the best weights are kept, as ours does. Out,
for each job: {"means": [[...]], "cpuSeconds"}. One epoch of the first job is trained before the clock starts, so that
the first use of PyTorch does not count.

One thread: with networks of this size a second one adds processor seconds and no speed.
"""
import copy
import json
import logging
import sys
import time
import warnings

import numpy as np
import torch
from darts import TimeSeries
from darts.dataprocessing.transformers import Scaler
from darts.models import RNNModel
from pytorch_lightning.callbacks import Callback

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
torch.set_num_threads(1)

task = json.load(sys.stdin)
horizon = task["horizon"]
quiet = {
    "accelerator": "cpu",
    "enable_progress_bar": False,
    "enable_model_summary": False,
    "enable_checkpointing": False,
    "logger": False,
}


def series_of(values):
    return TimeSeries.from_values(np.asarray(values, dtype=np.float32))


class KeepBest(Callback):
    """Ends the training after 5 epochs without a lower loss on the rows held back, and keeps the best weights."""

    def __init__(self):
        self.least, self.weights, self.since = float("inf"), None, 0

    def on_validation_end(self, trainer, module):
        loss = float(trainer.callback_metrics["val_loss"])
        if loss < self.least:
            self.least, self.weights, self.since = loss, copy.deepcopy(module.state_dict()), 0
        else:
            self.since += 1
            trainer.should_stop = self.since >= 5


def network(epochs, trainer):
    return RNNModel(
        model="LSTM",
        input_chunk_length=task["window"],
        # The least that it takes: it must be above input_chunk_length.
        training_length=task["window"] + 1,
        hidden_dim=task["units"],
        n_epochs=epochs,
        batch_size=task["batchSize"],
        optimizer_kwargs={"lr": task["learningRate"]},
        random_state=task["seed"],
        pl_trainer_kwargs=trainer,
    )


def fitted(rows, epochs):
    if not task["early"]:
        model = network(epochs, quiet)
        model.fit(rows, verbose=False)
        return model
    best = KeepBest()
    model = network(epochs, {**quiet, "callbacks": [best], "num_sanity_val_steps": 0})
    # The rows held back are the targets of the last tenth of the windows; the inputs of the first reach further back.
    kept = len(rows) - (len(rows) - task["window"]) // 10
    model.fit(rows[:kept], val_series=rows[kept - task["window"] - 1 :], verbose=False)
    model.model.load_state_dict(best.weights)
    return model


def scaled(rows, training_rows, origins, epochs):
    scaler = Scaler()
    scaler.fit(series_of(rows[:training_rows]))
    whole = scaler.transform(series_of(rows))
    model = fitted(whole[:training_rows], epochs)
    forecasts = model.predict(horizon, series=[whole[:origin] for origin in origins], verbose=False)
    return [scaler.inverse_transform(one).values()[:, 0] for one in forecasts]


def returns(rows, training_rows, origins, epochs):
    logs = np.log(rows)
    changes = np.diff(logs)
    known = changes[: training_rows - 1]
    mean, deviation = known.mean(), known.std()
    whole = series_of((changes - mean) / deviation)
    model = fitted(whole[: training_rows - 1], epochs)
    forecasts = model.predict(horizon, series=[whole[: origin - 1] for origin in origins], verbose=False)
    return [
        np.exp(logs[origin - 1] + np.cumsum(one.values()[:, 0].astype(np.float64) * deviation + mean))
        for origin, one in zip(origins, forecasts)
    ]


forecast = {"minMax": scaled, "logReturns": returns}[task["input"]]
jobs = [(np.asarray(job["rows"], dtype=np.float64), job["trainingRows"], job["origins"]) for job in task["jobs"]]
forecast(*jobs[0], 1)
for rows, training_rows, origins in jobs:
    started = time.process_time()
    means = forecast(rows, training_rows, origins, task["epochs"])
    line = {"means": [one.tolist() for one in means], "cpuSeconds": time.process_time() - started}
    print(json.dumps(line), flush=True)
