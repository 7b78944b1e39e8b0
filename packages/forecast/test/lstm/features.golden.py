"""Prints test/lstm/features.golden.json: Keras on JAX in double precision, with a series and two features as input.

Needs keras and jax. Computes forecasts in the unit of the series from raw rows: each column is scaled to 0 to 1, and
three steps are predicted at once. All windows are in one batch, so their order does not matter.
"""
import json
import os

os.environ["KERAS_BACKEND"] = "jax"
import jax

jax.config.update("jax_enable_x64", True)
import keras
import numpy as np

keras.config.set_floatx("float64")
EPOCHS, RATE, ROWS, WINDOW, STEPS, UNITS = 5, 0.01, 16, 4, 3, 3
row = np.arange(ROWS)
columns = {
    "values": 100 + 20 * np.sin(row / 3) + row / 10,
    "volume": 1e6 * (2 + np.cos(row / 2)),
    "spread": 0.5 - 0.02 * row + 0.1 * np.sin(1.7 * row),
}
raw = np.stack(list(columns.values()), axis=1)
offset, scale = raw.min(axis=0), raw.max(axis=0) - raw.min(axis=0)
data = (raw - offset) / scale
count = ROWS - WINDOW - STEPS + 1
x = np.array([data[i : i + WINDOW] for i in range(count)])
y = np.array([data[i + WINDOW : i + WINDOW + STEPS, 0] for i in range(count)])
model = keras.Sequential([keras.Input((WINDOW, 3)), keras.layers.LSTM(UNITS), keras.layers.Dense(STEPS)])
model.compile(optimizer=keras.optimizers.Adam(RATE), loss="mse")
weights, at = [], 0
for array in model.get_weights():
    weights.append(np.array([0.6 * np.sin(1.3 * (at + i) + 0.2) for i in range(array.size)]).reshape(array.shape))
    at += array.size
model.set_weights(weights)
fit = model.fit(x, y, epochs=EPOCHS, batch_size=count, shuffle=False, verbose=0)
unscaled = lambda scaled: (scaled * scale[0] + offset[0]).tolist()
every = np.array([data[i : i + WINDOW] for i in range(ROWS - WINDOW)])
print(json.dumps({
    "keras": keras.__version__, "jax": jax.__version__, "epochs": EPOCHS, "learningRate": RATE,
    "window": WINDOW, "steps": STEPS,
    "units": UNITS, **{name: column.tolist() for name, column in columns.items()},
    "start": np.concatenate([w.ravel() for w in weights]).tolist(), "losses": fit.history["loss"],
    "forecast": unscaled(model.predict(data[None, -WINDOW:], verbose=0)[0]),
    "predictions": unscaled(model.predict(every, verbose=0)[:, 0]),
}))
