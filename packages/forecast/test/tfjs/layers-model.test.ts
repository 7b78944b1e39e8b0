import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FeatureSeries, LstmLoadOptions, LstmOptions, SavedLstm } from '../../src/index.ts';
import { lstm } from '../../src/index.ts';
import { weightsOf } from '../../src/lstm/load.ts';
import { scaled } from '../../src/series/scaler.ts';
import { fromLayersModel, toLayersModel } from '../../src/tfjs/index.ts';
import { furthest } from '../engine/random-task.ts';
import { quick } from '../lstm/quick-options.ts';
import { wave } from '../waves.ts';
import { withFeatures } from '../with-features.ts';

const kinds: [string, LstmOptions, FeatureSeries][] = [
  ['one layer', quick, wave(60)],
  ['three layers and tanh', { ...quick, units: [3, 1, 2], activation: 'tanh' }, wave(60)],
  ['hard sigmoid gates', { ...quick, gateActivation: 'hardSigmoid', scaling: 'standard' }, wave(60)],
  ['two steps of quantiles', { ...quick, steps: 2, loss: 'pinball' }, wave(60)],
  ['two features', quick, withFeatures(wave(60))],
];

/** The outputs of a plain LayersModel for a window of scaled rows. */
const outputsOf = (layersModel: tf.LayersModel, window: ArrayLike<number>, inputs = 1): Float64Array =>
  Float64Array.from(
    tf.tidy(() =>
      (
        layersModel.predict(tf.tensor(Float32Array.from(window), [1, window.length / inputs, inputs])) as tf.Tensor
      ).dataSync(),
    ),
  );

/** The quantiles of each step in the order of a forecast: increasing, sorted from the middle one outwards. */
const inOrder = (outputs: Float64Array, quantiles: readonly number[]): Float64Array => {
  const width = Math.max(1, quantiles.length);
  const middle = Math.max(0, quantiles.indexOf(0.5));
  const result = outputs.slice();
  for (let first = 0; first < result.length; first += width) {
    for (let i = first + middle - 1; i >= first; i -= 1) result[i] = Math.min(result[i]!, result[i + 1]!);
    for (let i = first + middle + 1; i < first + width; i += 1) result[i] = Math.max(result[i]!, result[i - 1]!);
  }
  return result;
};

/** The LayersModel that TensorFlow.js' own loader makes from the files, loaded over HTTP. */
const loadedFrom = async (files: SavedLstm): Promise<tf.LayersModel> => {
  const server = createServer(({ url = '' }, response) => void response.end(files[url.slice(1) as keyof SavedLstm]));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  try {
    return await tf.loadLayersModel(`http://127.0.0.1:${(server.address() as AddressInfo).port}/model.json`);
  } finally {
    server.close();
  }
};

beforeAll(async () => {
  await tf.setBackend('wasm');
  expect(tf.getBackend()).toBe('wasm');
});

describe.each(kinds)('a model of %s', (_name, options, series) => {
  test('predicts the same as a LayersModel, to 1e-5 of scaled values', async () => {
    const before = tf.memory().numTensors;
    const model = await lstm.fit(series, options);
    const layersModel = await toLayersModel(tf, model);
    const { scalers, tail, quantiles, steps } = weightsOf(model.save(), {});
    const [scaler] = scalers;
    const outputs = outputsOf(layersModel, scaled(scalers, Float64Array.from(tail.values)), scalers.length);
    expect(outputs).toHaveLength(steps * Math.max(1, quantiles.length));
    const { mean, quantiles: bands } = model.forecast(steps);
    const ours =
      bands === undefined
        ? Array.from(mean)
        : Array.from(mean).flatMap((_, step) => bands.map(({ values }) => values[step]!));
    expect(
      furthest(
        inOrder(outputs, quantiles),
        Float64Array.from(ours, (value) => (value - scaler.offset) / scaler.scale),
      ),
    ).toBeLessThan(1e-5);
    layersModel.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('is unchanged after it was a LayersModel', async () => {
    const model = await lstm.fit(series, options);
    const layersModel = await toLayersModel(tf, model);
    const before = tf.memory().numTensors;
    const back = await fromLayersModel(layersModel);
    expect(tf.memory().numTensors).toBe(before);
    expect(back.save()).toEqual(model.save());
    layersModel.dispose();
  });

  test('loads into TensorFlow.js from its saved files, with its scaler and window in the metadata', async () => {
    const model = await lstm.fit(series, options);
    const loaded = await loadedFrom(model.save());
    const {
      scalers: [scaler],
      tail,
    } = weightsOf(model.save(), {});
    expect(loaded.getUserDefinedMetadata()).toMatchObject({ penstock: { window: 5, scaler, tail } });
    expect((await fromLayersModel(loaded)).save()).toEqual(model.save());
    loaded.dispose();
  });
});

describe('a LayersModel of another program', () => {
  const given: LstmLoadOptions = { scaler: { offset: 0, scale: 1 }, history: wave(20) };

  test('made in TensorFlow.js, with its defaults and without biases, predicts as in TensorFlow.js', async () => {
    const layersModel = tf.sequential();
    layersModel.add(tf.layers.lstm({ units: 4, inputShape: [6, 1], returnSequences: true }));
    layersModel.add(tf.layers.lstm({ units: 3, useBias: false }));
    layersModel.add(tf.layers.dense({ units: 2, useBias: false }));
    const model = await fromLayersModel(layersModel, given);
    expect(weightsOf(model.save(), {})).toMatchObject({
      shape: { gateActivation: 'hardSigmoid', activation: 'tanh' },
      steps: 2,
    });
    expect(furthest(model.forecast(2).mean, outputsOf(layersModel, wave(20).values.slice(-6)))).toBeLessThan(1e-5);
    expect(
      (await fromLayersModel(layersModel, { ...given, quantiles: [0.5, 0.9] })).forecast(1).quantiles,
    ).toHaveLength(2);
    layersModel.dispose();
  });

  test('made in TensorFlow.js for several inputs takes their names from the options', async () => {
    const layersModel = tf.sequential();
    layersModel.add(tf.layers.lstm({ units: 4, inputShape: [6, 3] }));
    layersModel.add(tf.layers.dense({ units: 2 }));
    const one = { offset: 100, scale: 20 };
    const features = { change: { offset: 0, scale: 5 }, weekday: { offset: 3, scale: 7 } };
    const model = await fromLayersModel(layersModel, { scaler: one, features, history: withFeatures(wave(20)) });
    const { tail } = weightsOf(model.save(), {});
    const outputs = outputsOf(
      layersModel,
      scaled([one, features.change, features.weekday], Float64Array.from(tail.values)),
      3,
    );
    expect(
      furthest(
        model.forecast(2).mean,
        outputs.map((value) => value * one.scale + one.offset),
      ),
    ).toBeLessThan(1e-4);
    const code = 'PENSTOCK_BAD_OPTION';
    await expect(
      fromLayersModel(layersModel, { scaler: one, features: { ...features, change: {} as never } }),
    ).rejects.toMatchObject({ code });
    layersModel.dispose();
  });

  test.each<[string, (layersModel: tf.Sequential) => void]>([
    ['GRU', (model) => model.add(tf.layers.gru({ units: 2, inputShape: [4, 1] }))],
    ['rows of 1 values', (model) => model.add(tf.layers.lstm({ units: 2, inputShape: [4, 3] }))],
    [
      '"return_sequences"',
      (model) =>
        [true, true].forEach((returnSequences) =>
          model.add(tf.layers.lstm({ units: 2, inputShape: [4, 1], returnSequences })),
        ),
    ],
    [
      '"tanh" or "relu"',
      (model) => model.add(tf.layers.lstm({ units: 2, inputShape: [4, 1], activation: 'softsign' })),
    ],
    ['"go_backwards"', (model) => model.add(tf.layers.lstm({ units: 2, inputShape: [4, 1], goBackwards: true }))],
    ['1 to 8 LSTM layers', (model) => model.add(tf.layers.flatten({ inputShape: [4, 1] }))],
  ])("that Penstock's LSTM cannot compute is refused, naming %s", async (named, first) => {
    const layersModel = tf.sequential();
    first(layersModel);
    if (named.startsWith('1 to 8')) layersModel.layers.pop();
    layersModel.add(tf.layers.dense({ units: 1, ...(named.startsWith('1 to 8') ? { inputShape: [4] } : {}) }));
    await expect(fromLayersModel(layersModel, given)).rejects.toMatchObject({
      code: 'PENSTOCK_MODEL_INVALID',
      message: expect.stringContaining(named),
    });
    layersModel.dispose();
  });
});

test('toLayersModel refuses a model of several networks', async () => {
  const model = await lstm.fit(wave(60), { ...quick, members: 2 });
  await expect(toLayersModel(tf, model)).rejects.toMatchObject({
    code: 'PENSTOCK_BAD_OPTION',
    message: expect.stringContaining('Fit it with members: 1'),
  });
});

test.each([undefined, {}, 'tf'])('toLayersModel and fromLayersModel refuse %o', async (tf) => {
  await expect(toLayersModel(tf as never, await lstm.fit(wave(60), quick))).rejects.toMatchObject({
    code: 'PENSTOCK_BAD_OPTION',
  });
  await expect(fromLayersModel(tf as never)).rejects.toMatchObject({ code: 'PENSTOCK_MODEL_INVALID' });
});
