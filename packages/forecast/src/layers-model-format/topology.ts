import { mostFeatures } from '../series/features.ts';
import { networkBounds } from '../engine/network-bounds.ts';
import type { Activation, GateActivation } from '../engine/network-shape.ts';
import { demand, fieldsOf } from '../saved/saved-fields.ts';

/** The topology of a LayersModel that Penstock's LSTM can compute. */
export interface Topology {
  readonly activation: Activation;
  readonly gateActivation: GateActivation;
  /** The LSTM layers, from the inputs on. */
  readonly lstms: readonly { readonly name: string; readonly units: number; readonly bias: boolean }[];
  readonly dense: { readonly name: string; readonly outputs: number; readonly bias: boolean };
  /** Rows of a window, if the model has a fixed number. */
  readonly window: number | undefined;
  /** Values in each row of a window, if the model states their number. */
  readonly inputs: number | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

// The LSTM layers, the dense layer, an input layer, and a dropout layer between each two.
const mostLayers = 2 * networkBounds.layers + 2;

/** Converts Python's `hard_sigmoid` to `hardSigmoid`, the spelling of TensorFlow.js. */
const camel = (name: unknown): unknown =>
  typeof name === 'string' ? name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) : name;

const widthOf = (name: string, { units }: Fields, most: number): number => {
  demand(
    typeof units === 'number' && Number.isInteger(units) && units > 0 && units <= most,
    `a whole number of 1 to ${most} as "units" of its layer ${name}`,
  );
  return units;
};

/** Returns the value that all of `values` have. It must be one of `choices`. */
const common = <Choice extends string>(
  what: string,
  values: readonly unknown[],
  choices: readonly Choice[],
): Choice => {
  const [first] = values;
  demand(
    choices.includes(first as Choice) && values.every((value) => value === first),
    `${choices.map((choice) => `"${choice}"`).join(' or ')} as ${what} of all its LSTM layers`,
  );
  return first as Choice;
};

const layersOf = (topology: unknown): { readonly kind: string; readonly config: Fields }[] => {
  const root = fieldsOf('its topology', topology);
  const { class_name: kind, config } = fieldsOf('its topology', root['model_config'] ?? root);
  demand(kind === 'Sequential', 'a Sequential of LSTM layers and a Dense one as its topology');
  // Before Keras 2.2.3, the config was the list of layers.
  const layers = Array.isArray(config) ? config : fieldsOf('its topology\'s "config"', config)['layers'];
  demand(Array.isArray(layers) && layers.length <= mostLayers, `at most ${mostLayers} layers`);
  return layers.map((layer) => {
    const { class_name: name, config: own } = fieldsOf('each layer', layer);
    return { kind: String(name), config: fieldsOf('the "config" of each layer', own) };
  });
};

/** The shape of one window, [rows, features], from the first layer that has it. */
const inputOf = (layers: readonly { readonly config: Fields }[]): Pick<Topology, 'window' | 'inputs'> => {
  const stated = layers
    .map(({ config }) => config['batch_input_shape'] ?? config['batch_shape'])
    .find((shape) => shape !== undefined && shape !== null);
  if (stated === undefined) return { window: undefined, inputs: undefined };
  demand(Array.isArray(stated) && stated.length === 3, 'windows of rows as its input');
  return {
    window: sideOf(stated[1], `windows of 1 to ${networkBounds.window} rows as its input`, networkBounds.window),
    inputs: sideOf(stated[2], `rows of 1 to ${1 + mostFeatures} values as its input`, 1 + mostFeatures),
  };
};

const sideOf = (side: unknown, expected: string, most: number): number | undefined => {
  if (side === null) return undefined;
  demand(typeof side === 'number' && Number.isInteger(side) && side > 0 && side <= most, expected);
  return side;
};

/**
 * Reads a topology in the form that TensorFlow.js and its converter from Keras write.
 *
 * Dropout layers are skipped, because they do nothing in a prediction.
 *
 * @throws `PENSTOCK_MODEL_INVALID` naming what Penstock's LSTM cannot compute, or what is out of bounds.
 */
export const topologyOf = (topology: unknown): Topology => {
  const layers = layersOf(topology);
  const working = layers.filter(({ kind }) => kind !== 'InputLayer' && kind !== 'Dropout');
  const [last, recurrent] = [working.at(-1), working.slice(0, -1)];
  const odd = recurrent.find(({ kind }) => kind !== 'LSTM');
  demand(odd === undefined, `LSTM layers and one Dense at the end; got ${odd?.kind}`);
  demand(
    last?.kind === 'Dense' && recurrent.length > 0 && recurrent.length <= networkBounds.layers,
    `1 to ${networkBounds.layers} LSTM layers and one Dense at the end`,
  );
  for (const [i, { config }] of recurrent.entries()) {
    const sequences = i + 1 < recurrent.length;
    demand((config['return_sequences'] ?? false) === sequences, `"return_sequences" on all LSTM layers but the last`);
    for (const flag of ['go_backwards', 'return_state', 'stateful', 'time_major'])
      demand(!config[flag], `no "${flag}" on its LSTM layers`);
  }
  demand(camel(last.config['activation'] ?? 'linear') === 'linear', '"linear" as activation of its Dense layer');
  const gates = recurrent.map(({ config }) => camel(config['recurrent_activation'] ?? 'hardSigmoid'));
  const gateActivation = common('recurrent_activation', gates, ['sigmoid', 'hardSigmoid']);
  const version = fieldsOf('its topology', topology)['keras_version'];
  demand(
    gateActivation === 'sigmoid' || !String(version).startsWith('3.'),
    '"sigmoid" gates if Keras 3 wrote it, because the hard sigmoid of Keras 3 is another function',
  );
  const named = ({ config }: { readonly config: Fields }): { name: string; bias: boolean } => {
    demand(typeof config['name'] === 'string', 'a "name" on each layer');
    return { name: config['name'], bias: config['use_bias'] !== false };
  };
  return {
    activation: common(
      'activation',
      recurrent.map(({ config }) => config['activation'] ?? 'tanh'),
      ['tanh', 'relu'],
    ),
    gateActivation,
    lstms: recurrent.map((layer) => ({
      ...named(layer),
      units: widthOf(String(layer.config['name']), layer.config, networkBounds.units),
    })),
    dense: {
      ...named(last),
      outputs: widthOf(String(last.config['name']), last.config, networkBounds.steps * networkBounds.quantiles),
    },
    ...inputOf(layers),
  };
};
