"""Prints the numbers of stl.golden.json. Needs statsmodels. Reads the values of air-passengers.ts as a list."""
import json
import sys
import numpy as np
import statsmodels
from statsmodels.tsa.seasonal import STL, seasonal_decompose
from statsmodels.tsa.stattools import acf

AIR = np.array(json.load(sys.stdin), dtype=float)
log = np.log(AIR)
stl = STL(log, period=12, seasonal=11, trend=21, low_pass=13, seasonal_deg=0, trend_deg=1, low_pass_deg=1,
          seasonal_jump=2, trend_jump=3, low_pass_jump=2).fit(inner_iter=2, outer_iter=0)
robust = STL(log, period=12, seasonal=11, trend=21, low_pass=13, seasonal_deg=0, robust=True,
             seasonal_jump=2, trend_jump=3, low_pass_jump=2).fit(inner_iter=2, outer_iter=3)
classical = seasonal_decompose(AIR, model="multiplicative", period=12)
additive = seasonal_decompose(AIR, model="additive", period=12)
odd = seasonal_decompose(AIR, model="additive", period=7)
print(json.dumps({
    "statsmodels": statsmodels.__version__,
    "stl": {"seasonal": list(stl.seasonal), "trend": list(stl.trend)},
    "robust": {"seasonal": list(robust.seasonal), "trend": list(robust.trend)},
    "multiplicative": list(classical.seasonal[:12]),
    "additive": list(additive.seasonal[:12]),
    "odd": list(odd.seasonal[:7]),
    "acf12": float(acf(AIR, nlags=12, fft=False)[12]),
}))
