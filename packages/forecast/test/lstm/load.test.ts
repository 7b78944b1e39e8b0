import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FutureFeatures, LayersFiles, LstmLoadOptions } from '../../src/index.ts';
import { lstm, wasmEngine } from '../../src/index.ts';
import { furthest } from '../engine/random-task.ts';
import { wave } from '../waves.ts';
import { withFeatures } from '../with-features.ts';
import { quick } from './quick-options.ts';

describe('files of other programs', () => {
  const read = (name: string) => readFileSync(new URL(`./load.golden/${name}`, import.meta.url));
  // Keras 2.15 and tensorflowjs_converter 4.22, by test/lstm/load.golden.py.
  const keras = { 'model.json': read('model.json'), 'group1-shard1of1.bin': read('group1-shard1of1.bin') };
  const expected = JSON.parse(read('expected.json').toString()) as { values: number[]; outputs: number[] };
  const series = { times: Float64Array.from(expected.values, (_, i) => i), values: Float64Array.from(expected.values) };
  const given: LstmLoadOptions = { scaler: { offset: 0, scale: 1 }, history: series };

  test('from Keras predict what Keras predicts', () => {
    const model = lstm.load(keras, given);
    expect(model.window).toBe(6);
    expect(furthest(model.predictions(series).mean, Float64Array.from(expected.outputs))).toBeLessThan(1e-6);
    expect(model.forecast(1).mean).toEqual(model.forecast(1, { after: series }).mean);
  });

  test('from Keras are read in shards of any size', () => {
    const json = JSON.parse(keras['model.json'].toString()) as { weightsManifest: { paths: string[] }[] };
    json.weightsManifest[0]!.paths = ['one', 'two'];
    const bytes = keras['group1-shard1of1.bin'];
    const files = {
      'model.json': Buffer.from(JSON.stringify(json)),
      one: bytes.subarray(0, 101),
      two: bytes.subarray(101),
    };
    expect(lstm.load(files, given).save()).toEqual(lstm.load(keras, given).save());
  });

  test.each<[string, LstmLoadOptions]>([
    ['scaler', { history: series }],
    ['history', { scaler: { offset: 0, scale: 1 } }],
    ['window', { ...given, window: 7 }],
    ['window', { ...given, window: 0.5 }],
    ['scaler', { ...given, scaler: { offset: 0, scale: 0 } }],
    ['quantiles', { ...given, quantiles: [0.9] }],
  ])('need a valid %s', (name, options) => {
    expect(() => lstm.load(keras, options)).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining(`${name} must`) }),
    );
  });

  test('need a history of at least one window', () => {
    const short = { times: series.times.slice(0, 5), values: series.values.slice(0, 5) };
    expect(() => lstm.load(keras, { ...given, history: short })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_SERIES_TOO_SHORT' }),
    );
  });
});

const refusal = (message: string) =>
  expect.objectContaining({ code: 'PENSTOCK_MODEL_INVALID', message: expect.stringContaining(message) });

describe('files of a saved model', async () => {
  const model = await lstm.fit(withFeatures(wave(60)), { ...quick, steps: 3 });
  const files = model.save();
  const text = new TextDecoder().decode(files['model.json']);
  /** The files with changed values in `model.json`. A place is a path of keys with dots between. */
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

  test.each<[string, LayersFiles]>([
    ['model.json', {}],
    ['truncated', { ...files, 'model.json': files['model.json'].subarray(0, -1) }],
    ['weights.bin', { 'model.json': files['model.json'] }],
    ['bytes of weights', { ...files, 'weights.bin': files['weights.bin'].subarray(0, -1) }],
    [
      'finite weights in lstm_1/kernel',
      { ...files, 'weights.bin': new Uint8Array(files['weights.bin'].length).fill(255) },
    ],
    ['format "layers-model"', changed(['format', 'graph-model'])],
    ['"version"', changed(['userDefinedMetadata.penstock.version', '3'])],
    ['format "penstock-lstm"', changed(['userDefinedMetadata.penstock.format', 'penstock-naive'])],
    ['at least', changed(['modelTopology.config.layers.0.config.units', 1024])],
    [
      'at most 18 layers',
      changed(['modelTopology.config.layers', Array.from({ length: 1e5 }, () => ({ class_name: 'LSTM', config: {} }))]),
    ],
    ['increasing numbers', changed(['userDefinedMetadata.penstock.quantiles', [0.9, 0.5]])],
    ['tail.values', changed(['userDefinedMetadata.penstock.tail.values', { length: 1e9 }])],
    ['"tanh" or "relu"', changed(['modelTopology.config.layers.0.config.activation', 'constructor'])],
    ['tail', changed(['userDefinedMetadata.penstock.tail.values', [1, 2, 3, 4]])],
    ['scaler.scale', changed(['userDefinedMetadata.penstock.scaler.scale', 0])],
    ['features.scaler.scale', changed(['userDefinedMetadata.penstock.features.1.scaler.scale', -1])],
    ['"name"', changed(['userDefinedMetadata.penstock.features.0.name', 7])],
    ['at most 100', changed(['userDefinedMetadata.penstock.features', Array.from({ length: 101 }, () => null)])],
    [
      'rows of 2 values',
      changed(
        ['userDefinedMetadata.penstock.features', [{ name: 'change', scaler: { offset: 0, scale: 1 }, known: false }]],
        ['userDefinedMetadata.penstock.tail.values', Array(10).fill(1)],
      ),
    ],
    ['"longestStep"', changed(['userDefinedMetadata.penstock.longestStep', 'eval'])],
    ['"fittedUntil"', changed(['userDefinedMetadata.penstock.fittedUntil', undefined])],
    ['lstm_1/bias', changed(['weightsManifest.0.weights.2.name', 'lstm_1/other'])],
    ['3 x 12', changed(['weightsManifest.0.weights.1.shape', [12, 3]])],
    ['quantized', changed(['weightsManifest.0.weights.0.quantization', { dtype: 'uint8' }])],
    ['bytes of weights', changed(['weightsManifest.0.weights.0.shape', [1e15, 1e15]])],
    ['1024', changed(['modelTopology.config.layers.0.config.units', 1e9])],
    ['a file toString', changed(['weightsManifest.0.paths', ['toString']])],
    ['each file of weights once', changed(['weightsManifest.0.paths', ['weights.bin', 'weights.bin']])],
    [
      'Keras 3',
      changed(
        ['modelTopology.keras_version', '3.4.1'],
        ['modelTopology.config.layers.0.config.recurrent_activation', 'hard_sigmoid'],
      ),
    ],
  ])('are refused, naming %s', (named, broken) => {
    expect(() => lstm.load(broken)).toThrow(refusal(named));
  });

  test.each([2, 6])('of format version %j are refused, naming the version that this release reads', (version) => {
    expect(() => lstm.load(changed(['userDefinedMetadata.penstock.version', version]))).toThrow(
      expect.objectContaining({
        code: 'PENSTOCK_FORMAT_UNSUPPORTED',
        message: expect.stringContaining('in format version 5'),
      }),
    );
  });

  test('with any value changed load a model or throw a PenstockError', () => {
    const places: string[] = [];
    const walk = (value: unknown, place: string): void => {
      if (place !== '') places.push(place);
      if (typeof value === 'object' && value !== null)
        for (const [key, inner] of Object.entries(value)) walk(inner, place === '' ? key : `${place}.${key}`);
    };
    walk(JSON.parse(text), '');
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 2 }), (place, value) => {
        const broken = changed([place, value]);
        try {
          lstm.load(broken);
        } catch (error) {
          expect(error).toEqual(expect.objectContaining({ name: 'PenstockError' }));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('are refused with PENSTOCK_MODEL_INVALID if they are anything else', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json().map((text): unknown => JSON.parse(text)),
          fc.anything(),
        ),
        (saved) => {
          expect(() => lstm.load(saved as LayersFiles)).toThrow(refusal(''));
        },
      ),
    );
  });

  test('hold the weights of the model in single precision, whichever engine trained them', async () => {
    const precise = await lstm.fit(wave(60), { ...quick, engine: 'reference' });
    const loaded = lstm.load(precise.save(), { engine: 'reference' });
    expect(loaded.forecast(5)).toEqual(precise.forecast(5));
  });

  test('are copies', () => {
    const before = model.forecast(3);
    model.save()['weights.bin'].fill(0);
    expect(model.forecast(3)).toEqual(before);
    expect(model.save()).toEqual(files);
  });

  test('hold the time of the last training row, whatever history is passed', () => {
    const history = withFeatures({ times: wave(20).times, values: wave(20).values });
    expect(lstm.load(files, { history }).fittedUntil).toBe(model.fittedUntil);
    expect(lstm.load(files, { history }).forecast(3)).toEqual(model.forecast(3, { after: history }));
  });
});

describe.each([
  // Written by commit 0b93be5, the last release without an error for format versions, with its forecast.
  [3, ['model.json', 'weights.bin'], undefined],
  // Written by commit d57b3a5, the last release whose models did not save the steps of their series, with its forecast:
  // a series of month ends, with two members, calendar features and known features.
  [
    4,
    ['model.json', 'weights.bin', 'members.bin'],
    { change: [0.5, -0.5, 0.25, 0], weekday: [4, 5, 6, 0] } satisfies FutureFeatures,
  ],
] as const)('files that an earlier release saved in format version %d', (version, names, future) => {
  const read = (name: string) => readFileSync(new URL(`./load.version-${version}/${name}`, import.meta.url));
  const files = Object.fromEntries(names.map((name) => [name, read(name)])) as LayersFiles;
  interface SavedForecast {
    readonly times: number[];
    readonly mean: number[];
    readonly quantiles?: readonly { readonly quantile: number; readonly values: number[] }[];
  }
  const expected = JSON.parse(read('forecast.json').toString()) as SavedForecast;
  const options = future && { future };

  test('make the same forecasts as in that release', () => {
    const model = lstm.load(files, { engine: wasmEngine({ reproducible: true }) });
    const { times, mean, quantiles } = model.forecast(expected.mean.length, options);
    expect(Array.from(times)).toEqual(expected.times);
    expect(Array.from(mean)).toEqual(expected.mean);
    expect(quantiles?.map(({ quantile, values }) => ({ quantile, values: Array.from(values) }))).toEqual(
      expected.quantiles,
    );
  });

  test('are saved again in the format of this release, with the same forecasts', () => {
    const model = lstm.load(files);
    const again = model.save();
    const saved = JSON.parse(Buffer.from(again['model.json']).toString()) as unknown;
    expect(saved).toMatchObject({ userDefinedMetadata: { penstock: { version: 5, members: names.length - 1 } } });
    expect(Buffer.from(again['weights.bin']).equals(read('weights.bin'))).toBe(true);
    expect(lstm.load(again).forecast(2, options)).toEqual(model.forecast(2, options));
  });
});
