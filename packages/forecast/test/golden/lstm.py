"""Prints test/golden/lstm.json: Keras on JAX in double precision. Needs keras and jax.

All windows are one batch, so that the order of windows does not matter.
"""
import json
import os

os.environ["KERAS_BACKEND"] = "jax"
import jax

jax.config.update("jax_enable_x64", True)
import keras
import numpy as np

keras.config.set_floatx("float64")
UNITS, WINDOW, EPOCHS, RATE = 3, 4, 5, 0.01
VALUES = [0.5 + 0.4 * np.sin(0.7 * i) + 0.01 * i for i in range(12)]
SIZE = 4 * UNITS + 4 * UNITS * UNITS + 4 * UNITS + UNITS + 1
START = [0.6 * np.sin(1.3 * i + 0.2) for i in range(SIZE)]


def to_keras(flat):
    flat, g = np.array(flat), 4 * UNITS
    kernel, flat = flat[:g].reshape(1, g), flat[g:]
    recurrent, flat = flat[: g * UNITS].reshape(g, UNITS).T, flat[g * UNITS :]
    bias, flat = flat[:g], flat[g:]
    return [kernel, recurrent, bias, flat[:UNITS].reshape(UNITS, 1), flat[UNITS:]]


def to_flat(weights):
    kernel, recurrent, bias, dense, dense_bias = weights
    return np.concatenate([kernel.ravel(), recurrent.T.ravel(), bias, dense.ravel(), dense_bias]).tolist()


inputs = np.array([VALUES[i : i + WINDOW] for i in range(len(VALUES) - WINDOW)])[..., None]
targets = np.array(VALUES[WINDOW:])[:, None]
out = {"keras": keras.__version__, "jax": jax.__version__, "units": UNITS, "window": WINDOW,
       "epochs": EPOCHS, "learningRate": RATE, "values": VALUES, "start": START}
for activation in ["tanh", "relu"]:
    model = keras.Sequential([
        keras.Input((WINDOW, 1)), keras.layers.LSTM(UNITS, activation=activation), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.Adam(RATE), loss="mse")
    model.set_weights(to_keras(START))
    outputs = model.predict(inputs, verbose=0).ravel().tolist()
    fit = model.fit(inputs, targets, epochs=EPOCHS, batch_size=len(inputs), shuffle=False, verbose=0)
    out[activation] = {"outputs": outputs, "losses": fit.history["loss"], "trained": to_flat(model.get_weights())}
print(json.dumps(out, indent=1))
