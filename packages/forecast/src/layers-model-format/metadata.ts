import { mostFeatures } from '../series/features.ts';
import { areQuantiles } from '../engine/network-bounds.ts';
import type { LstmWeights } from './lstm-weights.ts';
import type { CalendarFeature } from '../series/calendar-features.ts';
import { calendarFeatures } from '../series/calendar-features.ts';
import { widthOf } from '../series/columns.ts';
import type { Scaling } from '../series/scaler.ts';
import { notScaled } from '../series/scaler.ts';
import { loadTransforms } from '../transforms/load-transforms.ts';
import { demand, fieldsOf, numberOf, scalerOf } from '../saved/saved-fields.ts';
import { savedTail } from '../model/saved-tail.ts';
import { checkStoredVersion } from '../stored-version.ts';

const savedFormat = 'penstock-lstm';
const savedVersion = 5;
/** The version before the steps of the series. The fields that it lacks are optional. */
const steplessVersion = 4;
/** The version before transforms, calendar and members. */
const plainVersion = 3;

const mostMembers = 100;

/** The data that the LayersModel format has no fields for. It is stored in the model's user-defined metadata. */
export type LstmMetadata = Omit<LstmWeights, 'shape' | 'members'> &
  Pick<LstmWeights['shape'], 'window'> & {
    /** How many networks' predictions are combined. */
    readonly memberCount: number;
  };

/** Returns the user-defined metadata of a model. */
export const metadataOf = ({
  shape,
  steps,
  direct,
  quantiles,
  columns: { features, known, calendar },
  transforms,
  scalers: [scaler, ...others],
  scaling,
  global,
  tail,
  longestStep,
  fittedUntil,
  members,
  combine,
}: LstmWeights): object => ({
  penstock: {
    format: savedFormat,
    version: savedVersion,
    window: shape.window,
    steps,
    direct,
    quantiles,
    transforms: transforms.save(),
    scaler,
    // JSON has no undefined.
    scaling: scaling ?? null,
    global,
    tail,
    fittedUntil,
    // JSON has no Infinity.
    longestStep: longestStep === Infinity ? null : longestStep,
    features: features.map((name, i) => ({ name, scaler: others[i], known: known.includes(name) })),
    calendar,
    members: members.length,
    combine,
  },
});

type Fields = Readonly<Record<string, unknown>>;

const oneOf = <Choice extends string>(name: string, value: unknown, choices: readonly Choice[]): Choice => {
  const choice = choices.find((each) => each === value);
  demand(choice !== undefined, `${choices.map((each) => `"${each}"`).join(' or ')} as "${name}"`);
  return choice;
};

const flagOf = (name: string, value: unknown): boolean => {
  demand(typeof value === 'boolean', `true or false as "${name}"`);
  return value;
};

const calendarOf = (calendar: unknown): readonly CalendarFeature[] => {
  demand(
    Array.isArray(calendar) && calendar.length <= calendarFeatures.length && new Set(calendar).size === calendar.length,
    'a list as "calendar"',
  );
  return calendar.map((feature) => oneOf('calendar', feature, calendarFeatures));
};

/** Reads the name, the scaler and the `known` flag of each feature. */
const featuresOf = (features: unknown, isPlain: boolean) => {
  demand(Array.isArray(features) && features.length <= mostFeatures, `at most ${mostFeatures} "features"`);
  return features.map((feature) => {
    const { name, scaler: own, known } = fieldsOf('each of "features"', feature);
    demand(typeof name === 'string', 'a "name" on each of "features"');
    return { name, scaler: scalerOf('features.scaler', own), known: !isPlain && flagOf('features.known', known) };
  });
};

/** The values that version 3 implies for the fields that version 4 added. */
const plainFields: Fields = {
  direct: false,
  transforms: { name: 'list', transforms: [] },
  scaling: null,
  global: false,
  calendar: [],
  members: 1,
  combine: 'mean',
};

/**
 * Reads the user-defined metadata of a LayersModel; returns `undefined` if Penstock did not write it.
 *
 * @throws `PENSTOCK_MODEL_INVALID` naming what is wrong; `PENSTOCK_FORMAT_UNSUPPORTED` for metadata of another version.
 */
export const readMetadata = (metadata: unknown): LstmMetadata | undefined => {
  const ours = fieldsOf('"userDefinedMetadata"', metadata ?? {})['penstock'];
  if (ours === undefined) return undefined;
  const given = fieldsOf('"userDefinedMetadata.penstock"', ours);
  demand(given['format'] === savedFormat, `format "${savedFormat}" in its metadata`);
  const version = numberOf('version', given['version']);
  checkStoredVersion('a saved LSTM', version, savedVersion, [plainVersion, steplessVersion]);
  const isPlain = version === plainVersion;
  const fields: Fields = isPlain ? { ...given, ...plainFields } : given;
  const { quantiles, longestStep, scaling, members } = fields;
  demand(
    Array.isArray(quantiles) && (quantiles.length === 0 || areQuantiles(quantiles)),
    'increasing numbers with 0.5 among them as "quantiles"',
  );
  const others = featuresOf(fields['features'], isPlain);
  const columns = {
    features: others.map(({ name }) => name),
    known: others.flatMap(({ name, known }) => (known ? [name] : [])),
    calendar: calendarOf(fields['calendar']),
  };
  const calendarScalers = Array.from({ length: widthOf(columns) - 1 - others.length }, () => notScaled);
  const transforms = loadTransforms(fields['transforms']);
  const window = numberOf('window', fields['window']);
  const scaler = scalerOf('scaler', fields['scaler']);
  const memberCount = numberOf('members', members);
  demand(
    Number.isInteger(memberCount) && memberCount >= 1 && memberCount <= mostMembers,
    `1 to ${mostMembers} "members"`,
  );
  return {
    window,
    steps: numberOf('steps', fields['steps']),
    direct: flagOf('direct', fields['direct']),
    longestStep: longestStep === null ? Infinity : numberOf('longestStep', longestStep),
    fittedUntil: numberOf('fittedUntil', fields['fittedUntil']),
    quantiles: [...(quantiles as number[])],
    columns,
    transforms,
    scalers: [scaler, ...others.map((other) => other.scaler), ...calendarScalers],
    scaling: scaling === null ? undefined : oneOf<Scaling>('scaling', scaling, ['minMax', 'standard']),
    global: flagOf('global', fields['global']),
    tail: savedTail(fields['tail'], (window + transforms.lookback) * widthOf(columns)),
    memberCount,
    combine: oneOf('combine', fields['combine'], ['mean', 'median']),
  };
};
