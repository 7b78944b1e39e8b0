import { checkSeries } from '../series/check-series.ts';
import { forecastError } from '../errors.ts';
import { featuresOf } from '../series/features.ts';
import { areQuantiles, networkBounds } from '../engine/network-bounds.ts';
import type { LstmLoadOptions } from './load-options.ts';
import type { LstmWeights } from '../layers-model-format/lstm-weights.ts';
import { demand } from '../saved/saved-fields.ts';
import type { Calendar, Tail } from '../model/tail.ts';
import { detectSteps } from '../calendar/detect-steps.ts';
import { fillLater } from '../calendar/on-calendar.ts';
import { calendarOfTail, rangeOf, tailEndOf } from '../model/tail.ts';
import type { Columns } from '../series/columns.ts';
import { columnsOf, widthOf } from '../series/columns.ts';
import type { Scaler } from '../series/scaler.ts';
import { notScaled } from '../series/scaler.ts';
import { inTurn } from '../transforms/fit-transforms.ts';
import { wholeNumber } from '../whole-number.ts';
import type { LstmMetadata } from '../layers-model-format/metadata.ts';
import { readMetadata } from '../layers-model-format/metadata.ts';
import { parametersOf } from '../layers-model-format/parameters.ts';
import { topologyOf } from '../layers-model-format/topology.ts';
import { unpackFiles } from '../layers-model-format/unpack-files.ts';

/**
 * Reads an LSTM from the files of a LayersModel. The files are not trusted: a size is checked against the bounds and
 * against the number of bytes before anything of that size is allocated.
 *
 * @throws `PENSTOCK_MODEL_INVALID` naming what is wrong; `PENSTOCK_BAD_OPTION` for an invalid or missing option.
 */
export const weightsOf = (files: unknown, options: LstmLoadOptions): LstmWeights => {
  const { json, weightSpecs, data, members: others } = unpackFiles(files);
  // TensorFlow.js before 1.0 did not write this field.
  demand((json['format'] ?? 'layers-model') === 'layers-model', 'format "layers-model"');
  const { lstms, dense, activation, gateActivation, ...topology } = topologyOf(json['modelTopology']);
  const saved = readMetadata(json['userDefinedMetadata']);
  const { columns, scalers } = inputsOf(options, saved);
  demand(
    (topology.inputs ?? scalers.length) === scalers.length,
    `rows of ${scalers.length} values as input, one for the series and one for each feature; got ${topology.inputs}`,
  );
  const first = parametersOf({ lstms, dense }, scalers.length, weightSpecs, data);
  const members = [first, ...membersOf(others, (saved?.memberCount ?? 1) - 1, first.length)] as const;
  const window = windowOf(options, topology.window, saved);
  const quantiles = quantilesOf(options) ?? saved?.quantiles ?? [];
  const steps = dense.outputs / Math.max(1, quantiles.length);
  demand(
    Number.isInteger(steps) && steps <= networkBounds.steps,
    `outputs for 1 to ${networkBounds.steps} steps of ${Math.max(1, quantiles.length)} values each; got ` +
      `${dense.outputs}`,
  );
  const transforms = saved?.transforms ?? inTurn([]);
  const looked = window + transforms.lookback;
  const tail = tailFor(options, saved, columns, looked);
  demand(
    tail.values.length === looked * scalers.length,
    `${looked} rows in its metadata's tail, as many as a forecast uses`,
  );
  const shape = {
    features: scalers.length,
    window,
    layers: lstms.map(({ units }) => units),
    outputs: dense.outputs,
    activation,
    gateActivation,
  };
  const { longestStep = Infinity, fittedUntil = tail.time, combine = 'mean' } = saved ?? {};
  const { direct = false, global = false, scaling } = saved ?? {};
  return {
    shape,
    steps,
    direct,
    quantiles,
    columns,
    transforms,
    scalers,
    scaling,
    global,
    tail,
    longestStep,
    fittedUntil,
    members,
    combine,
  };
};

/** The weights of `count` further members, `size` numbers each. */
const membersOf = (bytes: Uint8Array | undefined, count: number, size: number): Float64Array[] => {
  if (count === 0) return [];
  demand(bytes?.length === 4 * size * count, `the weights of ${count} further members in a file members.bin`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const all = Float64Array.from({ length: size * count }, (_, i) => view.getFloat32(4 * i, true));
  demand(all.every(Number.isFinite), 'finite weights in its file members.bin');
  return Array.from({ length: count }, (_, member) => all.slice(member * size, (member + 1) * size));
};

const tailFor = (
  { history }: LstmLoadOptions,
  saved: LstmMetadata | undefined,
  columns: Columns,
  rows: number,
): Tail => {
  if (history === undefined) {
    if (saved === undefined) throw missing('history', 'a forecast starts from it');
    return saved.tail;
  }
  checkSeries(history, 2);
  const calendar: Calendar =
    saved?.tail.steps === undefined
      ? { steps: detectSteps(history.times), fill: 'refuse' }
      : calendarOfTail(saved.tail);
  const { series } = fillLater(history, calendar);
  checkSeries(series, rows);
  const values = columnsOf(series, columns, series.values.length - rows);
  // A model of another program does not contain the range of its training rows.
  const trained = saved?.tail.range;
  const own = { ...tailEndOf(series.times, calendar), values: [...values] };
  return trained === undefined ? own : { ...own, range: rangeOf(series.values, trained) };
};

const missing = (name: string, why: string) =>
  forecastError(
    'PENSTOCK_BAD_OPTION',
    `${name} must be set: ${why}. A model that Penstock did not save does not contain it.`,
  );

const inputsOf = (
  { scaler, features }: LstmLoadOptions,
  saved: LstmMetadata | undefined,
): Pick<LstmWeights, 'columns' | 'scalers'> => {
  const own = scaler === undefined ? saved?.scalers[0] : givenScaler('scaler', scaler);
  if (own === undefined) throw missing('scaler', 'it converts predictions to the unit of the series');
  const { known = [], calendar = [] } = saved?.columns ?? {};
  if (features === undefined) {
    const columns = saved?.columns ?? { features: [], known, calendar };
    return { columns, scalers: [own, ...(saved?.scalers.slice(1) ?? [])] };
  }
  const names = featuresOf({ features });
  const columns = { features: names, known: known.filter((name) => names.includes(name)), calendar };
  const given = names.map((name) => givenScaler(`features.${name}`, features[name]));
  const ofCalendar = Array.from({ length: widthOf(columns) - 1 - names.length }, () => notScaled);
  return { columns, scalers: [own, ...given, ...ofCalendar] };
};

const windowOf = ({ window }: LstmLoadOptions, shaped: number | undefined, saved: LstmMetadata | undefined): number => {
  if (window !== undefined) {
    wholeNumber('window', window, 1, networkBounds.window);
    if (shaped === undefined || shaped === window) return window;
    throw forecastError(
      'PENSTOCK_BAD_OPTION',
      `window must be ${shaped}, as in the model's input shape; got ${window}. Set ${shaped}, or leave it out.`,
    );
  }
  const own = shaped ?? saved?.window;
  if (own === undefined) throw missing('window', 'it is the number of rows that one prediction uses');
  return own;
};

const quantilesOf = ({ quantiles }: LstmLoadOptions): readonly number[] | undefined => {
  if (quantiles === undefined || (Array.isArray(quantiles) && (quantiles.length === 0 || areQuantiles(quantiles))))
    return quantiles;
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    `quantiles must be increasing numbers between 0 and 1 with 0.5 among them, or none; got ${String(quantiles)}.`,
  );
};

const givenScaler = (name: string, scaler: unknown): Scaler => {
  const { offset, scale } = (scaler ?? {}) as Partial<Scaler>;
  if (Number.isFinite(offset) && Number.isFinite(scale) && scale! > 0) return { offset: offset!, scale: scale! };
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    `${name} must be { offset, scale }, two finite numbers, the second above 0; got ${JSON.stringify(scaler)}.`,
  );
};
