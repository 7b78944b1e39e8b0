"""Prints the numbers of scaled-errors.test.ts. Needs utilsforecast (the metrics of Nixtla's statsforecast)."""
import json
from importlib.metadata import version
import pandas as pd
from utilsforecast import losses

HISTORY = [112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141]
ACTUAL = [457.33, 424.44, 394.8, 408.9, 398.82, 402.15]
PREDICTED = [450.0, 457.33, 424.44, 394.8, 408.9, 398.82]

test = pd.DataFrame({"unique_id": "a", "ds": range(len(ACTUAL)), "y": ACTUAL, "model": PREDICTED})
train = pd.DataFrame({"unique_id": "a", "ds": range(-len(HISTORY), 0), "y": [float(y) for y in HISTORY]})


def of(metric, *rest, **named):
    return float(metric(test, ["model"], *rest, **named)["model"].iloc[0])


print(json.dumps({
    "utilsforecast": version("utilsforecast"),
    # utilsforecast returns 0 to 1; the M4 competition uses 0 to 200.
    "smape": 200 * of(losses.smape),
    "mase": {m: of(losses.mase, seasonality=m, train_df=train) for m in (1, 12)},
    "rmsse": {m: of(losses.rmsse, seasonality=m, train_df=train) for m in (1, 12)},
    "bias": of(losses.bias),
}, indent=2))
