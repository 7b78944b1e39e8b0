"""Prints the numbers of test/judging/metrics/metrics.test.ts. Needs scikit-learn."""
import json
import sklearn
from sklearn import metrics as m

ACTUAL = [457.33, 424.44, 394.8, 408.9, 398.82, 402.15]
PREDICTED = [450.0, 457.33, 424.44, 394.8, 408.9, 398.82]

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
}, indent=2))
