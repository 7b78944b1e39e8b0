import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LstmOptions } from '../../src/index.ts';
import { lstm } from '../../src/index.ts';
import type { LayersFiles, LayersModelOptions } from '../../src/tfjs/index.ts';
import { fromLayersFiles, fromLayersModel, toLayersFiles, toLayersModel } from '../../src/tfjs/index.ts';
import { furthest } from '../lstm/random-task.ts';
import { wave } from '../waves.ts';

const quick: LstmOptions = { window: 5, units: 3, epochs: 3, batchSize: 16 };
const kinds: [string, LstmOptions][] = [
  ['one layer', quick],
  ['three layers and tanh', { ...quick, units: [3, 1, 2], activation: 'tanh' }],
  ['hard sigmoid gates', { ...quick, gateActivation: 'hardSigmoid', scaling: 'standard' }],
  ['two steps of quantiles', { ...quick, steps: 2, loss: 'pinball' }],
];

/** What a plain LayersModel tells of a window of scaled values. */
const told = (layersModel: tf.LayersModel, window: ArrayLike<number>): Float64Array =>
  Float64Array.from(tf.tidy(() => (layersModel.predict(tf.tensor(Float32Array.from(window), [1, window.length, 1])) as tf.Tensor).dataSync()));

/** What TensorFlow.js' own loader makes of the files, out of a folder on the web. */
const loadedFrom = async (files: LayersFiles): Promise<tf.LayersModel> => {
  const server = createServer(({ url = '' }, response) => void response.end(files[url.slice(1)]));
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

describe.each(kinds)('a model of %s', (_name, options) => {
  it('tells the same as a LayersModel, to 1e-5 of scaled values', async () => {
    const before = tf.memory().numTensors;
    const model = await lstm.fit(wave(60), options);
    const layersModel = await toLayersModel(tf, model);
    const { scaler, tail, quantiles, steps } = model.save();
    const outputs = told(layersModel, tail.values.map((value) => (value - scaler.offset) / scaler.scale));
    expect(outputs).toHaveLength(steps * Math.max(1, quantiles.length));
    const { mean, quantiles: bands } = model.forecast(steps);
    const ours = bands === undefined ? Array.from(mean) : Array.from(mean).flatMap((_, step) => bands.map(({ values }) => values[step]!));
    expect(furthest(outputs, Float64Array.from(ours, (value) => (value - scaler.offset) / scaler.scale))).toBeLessThan(1e-5);
    layersModel.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('comes back from a LayersModel, and from its files, as it was', async () => {
    const model = await lstm.fit(wave(60), options);
    const layersModel = await toLayersModel(tf, model);
    const before = tf.memory().numTensors;
    const back = await fromLayersModel(layersModel);
    expect(tf.memory().numTensors).toBe(before);
    expect(back.save()).toEqual(model.save());
    expect(fromLayersFiles(toLayersFiles(model)).save()).toEqual(model.save());
    layersModel.dispose();
  });

  it('loads into TensorFlow.js from its files, with its scaler in the metadata', async () => {
    const model = await lstm.fit(wave(60), options);
    const loaded = await loadedFrom(toLayersFiles(model));
    expect(loaded.getUserDefinedMetadata()).toMatchObject({ penstock: { scaler: model.save().scaler, tail: model.save().tail } });
    expect((await fromLayersModel(loaded)).save()).toEqual(model.save());
    loaded.dispose();
  });
});

describe('a LayersModel of others', () => {
  const read = (name: string) => readFileSync(new URL(`../golden/layers/${name}`, import.meta.url));
  // Keras 2.15 and tensorflowjs_converter 4.22, by test/golden/layers.py.
  const keras = { 'model.json': read('model.json'), 'group1-shard1of1.bin': read('group1-shard1of1.bin') };
  const expected = JSON.parse(read('expected.json').toString()) as { values: number[]; outputs: number[] };
  const series = { times: Float64Array.from(expected.values, (_, i) => i), values: Float64Array.from(expected.values) };
  const given: LayersModelOptions = { scaler: { offset: 0, scale: 1 }, history: series };

  it('made by Keras tells what Keras tells', () => {
    const model = fromLayersFiles(keras, given);
    expect(model.window).toBe(6);
    expect(furthest(model.predictions(series).mean, Float64Array.from(expected.outputs))).toBeLessThan(1e-6);
    expect(model.forecast(1).mean).toEqual(model.forecast(1, { after: series }).mean);
  });

  it('made by Keras is read in shards of any size', () => {
    const json = JSON.parse(keras['model.json'].toString()) as { weightsManifest: { paths: string[] }[] };
    json.weightsManifest[0]!.paths = ['one', 'two'];
    const bytes = keras['group1-shard1of1.bin'];
    const files = { 'model.json': Buffer.from(JSON.stringify(json)), one: bytes.subarray(0, 101), two: bytes.subarray(101) };
    expect(fromLayersFiles(files, given).save()).toEqual(fromLayersFiles(keras, given).save());
  });

  it('made in TensorFlow.js, with its own defaults and without biases, tells what TensorFlow.js tells', async () => {
    const layersModel = tf.sequential();
    layersModel.add(tf.layers.lstm({ units: 4, inputShape: [6, 1], returnSequences: true }));
    layersModel.add(tf.layers.lstm({ units: 3, useBias: false }));
    layersModel.add(tf.layers.dense({ units: 2, useBias: false }));
    const model = await fromLayersModel(layersModel, given);
    expect(model.save()).toMatchObject({ gateActivation: 'hardSigmoid', activation: 'tanh', steps: 2 });
    expect(furthest(model.forecast(2).mean, told(layersModel, expected.values.slice(-6)))).toBeLessThan(1e-5);
    expect((await fromLayersModel(layersModel, { ...given, quantiles: [0.5, 0.9] })).forecast(1).quantiles).toHaveLength(2);
    layersModel.dispose();
  });

  it.each<[string, LayersModelOptions]>([
    ['scaler', { history: series }],
    ['history', { scaler: { offset: 0, scale: 1 } }],
    ['window', { ...given, window: 7 }],
    ['window', { ...given, window: 0.5 }],
  ])('needs a right %s', (name, options) => {
    expect(() => fromLayersFiles(keras, options)).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining(`"${name}"`) }));
  });

  it('needs a history of a window', () => {
    const short = { times: series.times.slice(0, 5), values: series.values.slice(0, 5) };
    expect(() => fromLayersFiles(keras, { ...given, history: short })).toThrow(expect.objectContaining({ code: 'PENSTOCK_SERIES_TOO_SHORT' }));
  });

  it.each<[string, (layersModel: tf.Sequential) => void]>([
    ['GRU', (model) => model.add(tf.layers.gru({ units: 2, inputShape: [4, 1] }))],
    ['one feature', (model) => model.add(tf.layers.lstm({ units: 2, inputShape: [4, 3] }))],
    ['"return_sequences"', (model) => [true, true].forEach((returnSequences) => model.add(tf.layers.lstm({ units: 2, inputShape: [4, 1], returnSequences })))],
    ['"tanh" or "relu"', (model) => model.add(tf.layers.lstm({ units: 2, inputShape: [4, 1], activation: 'softsign' }))],
    ['"go_backwards"', (model) => model.add(tf.layers.lstm({ units: 2, inputShape: [4, 1], goBackwards: true }))],
    ['1 to 8 LSTM layers', (model) => model.add(tf.layers.flatten({ inputShape: [4, 1] }))],
  ])('that cannot be an LSTM of ours is refused, naming %s', async (named, first) => {
    const layersModel = tf.sequential();
    first(layersModel);
    if (named.startsWith('1 to 8')) layersModel.layers.pop();
    layersModel.add(tf.layers.dense({ units: 1, ...(named.startsWith('1 to 8') ? { inputShape: [4] } : {}) }));
    await expect(fromLayersModel(layersModel, given)).rejects.toMatchObject({ code: 'PENSTOCK_MODEL_INVALID', message: expect.stringContaining(named) });
    layersModel.dispose();
  });
});

describe('files of a LayersModel', async () => {
  const model = await lstm.fit(wave(60), quick);
  const files = toLayersFiles(model);
  const text = new TextDecoder().decode(files['model.json']);
  /** The files with other values at these places of `model.json`, each keys with dots between. */
  const changed = (...changes: readonly (readonly [place: string, value: unknown])[]): LayersFiles => {
    const json = JSON.parse(text) as Record<string, unknown>;
    for (const [place, value] of changes) {
      const keys = place.split('.');
      const last = keys.pop()!;
      const holder = keys.reduce((at, key) => at[key] as Record<string, unknown>, json);
      holder[last] = value;
    }
    return { ...files, 'model.json': new TextEncoder().encode(JSON.stringify(json)) };
  };
  const refusal = (message: string) => expect.objectContaining({ code: 'PENSTOCK_MODEL_INVALID', message: expect.stringContaining(message) });

  it.each<[string, LayersFiles]>([
    ['model.json', {}],
    ['cut short', { ...files, 'model.json': files['model.json'].subarray(0, -1) }],
    ['weights.bin', { 'model.json': files['model.json'] }],
    ['bytes of weights', { ...files, 'weights.bin': files['weights.bin'].subarray(0, -1) }],
    ['finite weights in lstm_1/kernel', { ...files, 'weights.bin': new Uint8Array(files['weights.bin'].length).fill(255) }],
    ['format "layers-model"', changed(['format', 'graph-model'])],
    ['version 2', changed(['userDefinedMetadata.penstock.version', 3])],
    ['tail', changed(['userDefinedMetadata.penstock.tail.values', [1, 2, 3, 4]])],
    ['scaler.scale', changed(['userDefinedMetadata.penstock.scaler.scale', 0])],
    ['lstm_1/bias', changed(['weightsManifest.0.weights.2.name', 'lstm_1/other'])],
    ['3 x 12', changed(['weightsManifest.0.weights.1.shape', [12, 3]])],
    ['quantized', changed(['weightsManifest.0.weights.0.quantization', { dtype: 'uint8' }])],
    ['bytes of weights', changed(['weightsManifest.0.weights.0.shape', [1e15, 1e15]])],
    ['1024', changed(['modelTopology.config.layers.0.config.units', 1e9])],
    ['the file toString', changed(['weightsManifest.0.paths', ['toString']])],
    ['each file of weights once', changed(['weightsManifest.0.paths', ['weights.bin', 'weights.bin']])],
    ['Keras 3', changed(['modelTopology.keras_version', '3.4.1'], ['modelTopology.config.layers.0.config.recurrent_activation', 'hard_sigmoid'])],
  ])('are refused, naming %s', (named, broken) => {
    expect(() => fromLayersFiles(broken)).toThrow(refusal(named));
  });

  it('with anything changed give a model or an error of their own', () => {
    const places: string[] = [];
    const walk = (value: unknown, place: string): void => {
      if (place !== '') places.push(place);
      if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) walk(inner, place === '' ? key : `${place}.${key}`);
    };
    walk(JSON.parse(text), '');
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 2 }), (place, value) => {
        const broken = changed([place, value]);
        try {
          fromLayersFiles(broken);
        } catch (error) {
          expect(error).toEqual(expect.objectContaining({ name: 'PenstockError' }));
        }
      }),
      { numRuns: 500 },
    );
  });
});

it.each([undefined, {}, 'tf'])('toLayersModel and fromLayersModel refuse %o', async (tf) => {
  await expect(toLayersModel(tf as never, await lstm.fit(wave(60), quick))).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
  await expect(fromLayersModel(tf as never)).rejects.toMatchObject({ code: 'PENSTOCK_MODEL_INVALID' });
});
