"""Prints test/engine/engine.golden.json: Keras on JAX in double precision. Needs keras and jax.

All windows are in one batch, so their order does not matter. Weights are printed as Keras' arrays in Keras' order,
each row by row.
"""
import json
import os

os.environ["KERAS_BACKEND"] = "jax"
import jax

jax.config.update("jax_enable_x64", True)
import keras
import numpy as np

keras.config.set_floatx("float64")
EPOCHS, RATE, ROWS = 5, 0.01, 12
CASES = {
    "tanh": {},
    "relu": {"activation": "relu"},
    "hard sigmoid gates": {"gateActivation": "hardSigmoid"},
    "two layers": {"layers": [3, 2]},
    "two features": {"features": 2},
    "two steps": {"steps": [0, 1]},
    "absolute error": {"loss": "mae"},
    "Huber's loss": {"loss": "huber", "delta": 0.1},
    "quantiles": {"loss": "pinball", "steps": [0, 0, 0], "quantiles": [0.1, 0.5, 0.9]},
    "a clipped gradient": {"clipNorm": 0.05},
}
DEFAULTS = {"activation": "tanh", "gateActivation": "sigmoid", "layers": [3], "features": 1, "steps": [0],
            "loss": "mse",
            "delta": 1, "clipNorm": 0, "window": 4}


def loss_of(case):
    if case["loss"] == "huber":
        return keras.losses.Huber(delta=case["delta"])
    if case["loss"] == "pinball":
        q = np.array(case["quantiles"])
        return lambda y, p: keras.ops.mean(keras.ops.maximum(q * (y - p), (q - 1) * (y - p)), axis=-1)
    return case["loss"]


def hard_sigmoid(x):  # As in Keras 2 and TensorFlow.js. That of Keras 3 has another slope.
    return keras.ops.clip(0.2 * x + 0.5, 0, 1)


def run(changes):
    case = {**DEFAULTS, **changes}
    window, features, outputs = case["window"], case["features"], len(case["steps"])
    case.setdefault("quantiles", [0.5] * outputs)
    data = np.array([[0.5 + 0.4 * np.sin(0.7 * i + f) + 0.01 * i for f in range(features)] for i in range(ROWS)])
    count = ROWS - window - max(case["steps"])
    x = np.array([data[i : i + window] for i in range(count)])
    y = np.array([[data[i + window + step, 0] for step in case["steps"]] for i in range(count)])
    gate = "sigmoid" if case["gateActivation"] == "sigmoid" else hard_sigmoid
    model = keras.Sequential([keras.Input((window, features))] + [
        keras.layers.LSTM(units, activation=case["activation"], recurrent_activation=gate,
                          return_sequences=i + 1 < len(case["layers"]))
        for i, units in enumerate(case["layers"])] + [keras.layers.Dense(outputs)])
    clip = {"global_clipnorm": case["clipNorm"]} if case["clipNorm"] else {}
    model.compile(optimizer=keras.optimizers.Adam(RATE, **clip), loss=loss_of(case))
    weights, at = [], 0
    for array in model.get_weights():
        weights.append(np.array([0.6 * np.sin(1.3 * (at + i) + 0.2) for i in range(array.size)]).reshape(array.shape))
        at += array.size
    model.set_weights(weights)
    flat = lambda arrays: np.concatenate([a.ravel() for a in arrays]).tolist()
    result = {**case, "inputs": data.ravel().tolist(), "start": flat(weights),
              "outputs": model.predict(x, verbose=0).ravel().tolist()}
    fit = model.fit(x, y, epochs=EPOCHS, batch_size=count, shuffle=False, verbose=0)
    return {**result, "losses": fit.history["loss"], "trained": flat(model.get_weights())}


print(json.dumps({"keras": keras.__version__, "jax": jax.__version__, "epochs": EPOCHS, "learningRate": RATE,
                  "cases": {name: run(changes) for name, changes in CASES.items()}}))
