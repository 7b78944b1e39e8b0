"""Prints the numbers of test/judging/metrics/metrics.test.ts. Needs scikit-learn, SciPy and properscoring."""
import json
import numpy as np
import properscoring
import scipy
import sklearn
from scipy.special import pseudo_huber
from scipy.stats import norm
from sklearn import metrics as m

ACTUAL = [457.33, 424.44, 394.8, 408.9, 398.82, 402.15]
PREDICTED = [450.0, 457.33, 424.44, 394.8, 408.9, 398.82]



def crps(quantiles, actual, values):
    """Twice the integral of scikit-learn's pinball loss over the quantiles, 0 at both ends."""
    losses = [m.mean_pinball_loss(actual, v, alpha=q) for q, v in zip(quantiles, values)]
    return 2 * np.trapezoid([0, *losses, 0], [0, *quantiles, 1])


FINE = np.arange(1, 200) / 200

print(json.dumps({
    "sklearn": sklearn.__version__,
    "rmse": m.root_mean_squared_error(ACTUAL, PREDICTED),
    "mse": m.mean_squared_error(ACTUAL, PREDICTED),
    "mae": m.mean_absolute_error(ACTUAL, PREDICTED),
    "mape": 100 * m.mean_absolute_percentage_error(ACTUAL, PREDICTED),
    "explainedVariance": m.explained_variance_score(ACTUAL, PREDICTED),
    "r2": m.r2_score(ACTUAL, PREDICTED),
    "gammaDeviance": m.mean_gamma_deviance(ACTUAL, PREDICTED),
    "poissonDeviance": m.mean_poisson_deviance(ACTUAL, PREDICTED),
    "zeroPoisson": m.mean_poisson_deviance([0, 3], [1, 2]),
    "zeroMape": 100 * m.mean_absolute_percentage_error([0, 3], [1, 2]),
    "constant": [m.r2_score([2, 2], [2, 3]), m.explained_variance_score([2, 2], [3, 3]), m.r2_score([2, 2], [2, 2])],
    "msle": m.mean_squared_log_error(ACTUAL, PREDICTED),
    "zeroMsle": m.mean_squared_log_error([0, 1], [0, 3]),
    "pinball": {q: m.mean_pinball_loss(ACTUAL, PREDICTED, alpha=q) for q in (0, 0.1, 0.5, 0.9, 1)},
    "scipy": scipy.__version__,
    "pseudoHuber": {d: float(np.mean(pseudo_huber(d, np.subtract(ACTUAL, PREDICTED)))) for d in (0.5, 1, 20)},
    "crps": crps([0.025, 0.1, 0.5, 0.9, 0.975], ACTUAL, [np.add(PREDICTED, d) for d in (-60, -30, 2, 25, 70)]),
    "properscoring": properscoring.__version__,
    "crpsOfNormal": float(np.mean(properscoring.crps_gaussian(ACTUAL, PREDICTED, 20))),
    "fineQuantiles": crps(FINE, ACTUAL, [np.add(PREDICTED, 20 * norm.ppf(q)) for q in FINE]),
}, indent=2))
