"""Writes test/lstm/load.golden/: a Keras model, converted to TensorFlow.js' LayersModel format, and its predictions.

Needs tensorflow-cpu==2.15.1, and tensorflowjs==4.22.0 with tensorflow-hub==0.16.1 and tf_keras==2.15.1 installed
without their dependencies: the converter imports JAX and decision forests at its start, but does not use them here.
"""
import json
import os
import sys
from unittest import mock

for name in ["jax", "jax.experimental", "jax.experimental.jax2tf", "flax", "tensorflow_decision_forests"]:
    sys.modules[name] = mock.MagicMock()
import numpy as np
import tensorflow as tf
import tensorflowjs

WINDOW, ROWS = 6, 20
folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "layers")
layers = tf.keras.layers
model = tf.keras.Sequential([
    layers.LSTM(4, return_sequences=True, input_shape=(WINDOW, 1)),
    layers.Dropout(0.2),
    layers.LSTM(3),
    layers.Dense(1),
])
model.compile("adam", "mse")
at, weights = 0, []
for array in model.get_weights():
    weights.append(np.array([0.6 * np.sin(1.3 * (at + i) + 0.2) for i in range(array.size)]).reshape(array.shape))
    at += array.size
model.set_weights(weights)
values = [0.5 + 0.4 * np.sin(0.7 * i) for i in range(ROWS)]
windows = np.array([values[i : i + WINDOW] for i in range(ROWS - WINDOW)], dtype="float32")[..., None]
tensorflowjs.converters.save_keras_model(model, folder)
with open(os.path.join(folder, "expected.json"), "w") as file:
    json.dump({"tensorflow": tf.__version__, "tensorflowjs": tensorflowjs.__version__, "values": values,
               "outputs": model.predict(windows, verbose=0).ravel().tolist()}, file)
