/** The work of both TensorFlow.js sides, once their backend is loaded. */
import { answer, layers, series, window, windows } from './lstm-work.mjs';

export async function answerWith(tf) {
  const model = tf.sequential();
  layers.forEach((units, i) =>
    model.add(
      tf.layers.lstm({
        units,
        recurrentActivation: 'sigmoid',
        returnSequences: i + 1 < layers.length,
        ...(i === 0 ? { inputShape: [window, 1] } : {}),
      }),
    ),
  );
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: tf.train.adam(0.001), loss: 'meanSquaredError' });
  const x = tf.tensor3d(
    Array.from({ length: windows }, (_, i) => Array.from(series.subarray(i, i + window), (value) => [value])),
  );
  const y = tf.tensor2d(Array.from(series.subarray(window), (value) => [value]));

  async function train(epochs) {
    const started = performance.now();
    await model.fit(x, y, { epochs, batchSize: 32, shuffle: true, verbose: 0, yieldEvery: 'never' });
    return (performance.now() - started) / 1000 / epochs;
  }

  function forecast() {
    const path = [...series.subarray(-window)];
    for (let i = 0; i < 7; i += 1) {
      path.push(tf.tidy(() => model.predict(tf.tensor3d([path.slice(-window).map((value) => [value])])).dataSync()[0]));
    }
    return path.slice(-7);
  }

  await answer({ train, forecast, epochs: { s: 1, m: 1, l: 1 } });
}
