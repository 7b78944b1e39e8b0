"""The peer of `lstm` with Keras on the backend that KERAS_BACKEND names (tensorflow or jax), with jit_compile."""
import os

from lstm_work import BATCH, LAYERS, WINDOW, answer, imported, inputs, targets

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras

imported()
model = keras.Sequential(
    [keras.Input((WINDOW, 1))]
    + [keras.layers.LSTM(units, return_sequences=i + 1 < len(LAYERS)) for i, units in enumerate(LAYERS)]
    + [keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(0.001), loss="mse", jit_compile=True)


def train(epochs):
    model.fit(inputs, targets, epochs=epochs, batch_size=BATCH, verbose=0)


def predict(window):
    return model.predict_on_batch(window)[0, 0]


answer(train, predict)
