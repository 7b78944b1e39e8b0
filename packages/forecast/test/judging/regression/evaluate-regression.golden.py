"""Prints the numbers of evaluate-regression.test.ts. Needs scikit-learn and SciPy (which has the pseudo-Huber loss)."""
import json

import numpy as np
import scipy
import sklearn
from scipy.special import pseudo_huber
from sklearn import metrics as m

ACTUAL = np.array([457.33, 424.44, 394.8, 408.9, 398.82, 402.15, 435.79, 423.2])
PREDICTED = np.array([450.0, 457.33, 424.44, 394.8, 408.9, 398.82, 402.15, 436.5])
IS_TRAINING = np.array([True, True, False, True, True, False, False, False])


def errors(rows, delta, offset):
    actual, predicted = ACTUAL[rows], PREDICTED[rows]
    # The offset of scikit-learn is 1.
    logs = (actual + offset - 1, predicted + offset - 1)
    return {
        "count": int(rows.sum()),
        "mse": m.mean_squared_error(actual, predicted),
        "r2": m.r2_score(actual, predicted),
        "msle": m.mean_squared_log_error(*logs),
        "pseudoHuber": float(np.mean(pseudo_huber(delta, actual - predicted))),
    }


print(json.dumps({
    "sklearn": sklearn.__version__,
    "scipy": scipy.__version__,
    "defaults": {"training": errors(IS_TRAINING, 1, 1), "generalisation": errors(~IS_TRAINING, 1, 1)},
    "delta 20, offset 10": {"training": errors(IS_TRAINING, 20, 10), "generalisation": errors(~IS_TRAINING, 20, 10)},
}, indent=2))
