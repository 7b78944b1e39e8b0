"""Prints the numbers of diebold-mariano.test.ts and student-t.test.ts. Needs dieboldmariano and SciPy."""
import json
from importlib.metadata import version
from dieboldmariano import dm_test
from scipy.stats import t

ACTUAL = [457.33, 424.44, 394.8, 408.9, 398.82, 402.15, 435.79, 423.2, 411.57, 404.42, 399.52, 377.18]
FIRST = [450, 430, 400, 400, 401, 399, 430, 430, 410, 400, 402, 380]
SECOND = [445, 457.33, 424.44, 394.8, 408.9, 398.82, 402.15, 435.79, 423.2, 411.57, 404.42, 399.52]

print(json.dumps({
    "dieboldmariano": version("dieboldmariano"),
    "scipy": version("scipy"),
    "horizon": {h: dm_test(ACTUAL, FIRST, SECOND, h=h) for h in (1, 2, 3)},
    "absolute": dm_test(ACTUAL, FIRST, SECOND, loss=lambda a, p: abs(a - p)),
    "bartlett": dm_test([0] * 6, [1, 2, 1, 2, 1, 2], [0] * 6, h=2, variance_estimator="bartlett",
                        loss=lambda a, p: abs(a - p)),
    "t": [[x, d, 2 * t.sf(x, d)] for x, d in
          [(0.1, 1), (1, 1), (2, 3), (2.2, 11), (1.96, 600), (5, 40), (0.5, 1000), (30, 25), (1e-3, 5000)]],
}, indent=1))
