import type { Activation, GateActivation, NetworkShape } from '../lstm/shape.ts';
import { layoutOf } from '../lstm/parameters.ts';
import { MOST, areQuantiles } from '../lstm/options.ts';
import type { Scaler } from '../scaler.ts';
import { demand, fieldsOf, numberOf, numbersOf, savedTail } from './saved-shape.ts';
import type { Tail } from './window-model.ts';

/** What an LSTM saves: data alone, some 10 numbers a unit and 4 a pair of units. */
export interface SavedLstm {
  readonly format: 'penstock-lstm';
  readonly version: 2;
  /** Cells of each layer. */
  readonly units: readonly number[];
  readonly activation: Activation;
  readonly gateActivation: GateActivation;
  /** Rows told at once. */
  readonly steps: number;
  /** Quantiles told of each row; none: one value. */
  readonly quantiles: readonly number[];
  readonly scaler: Scaler;
  /**
   * The weights, in one row and in Keras' order: of each layer kernel [input][gate][unit], recurrent kernel
   * [unit][gate][unit] and bias [gate][unit], gates input, forget, candidate, output; then the dense kernel
   * [unit][step][quantile] and bias [step][quantile].
   */
  readonly parameters: readonly number[];
  /** The end of the training rows; as many values as the window is long. */
  readonly tail: Tail;
}

/** The network of a saved model. */
export const shapeOf = ({ units, activation, gateActivation, steps, quantiles, tail }: Omit<SavedLstm, 'parameters'>): NetworkShape => ({
  features: 1,
  window: tail.values.length,
  layers: units,
  outputs: steps * Math.max(1, quantiles.length),
  activation,
  gateActivation,
});

const isWhole = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= most;

/**
 * Checks what {@link SavedLstm} promises, and takes a copy.
 *
 * Sizes are bounded before anything of that size is made, and weights must be as many as the sizes ask for.
 *
 * @throws `PENSTOCK_MODEL_INVALID` naming what is wrong.
 */
export const savedLstm = (saved: unknown): SavedLstm => {
  const fields = fieldsOf('its root', saved);
  const { format, version, activation, gateActivation, steps, quantiles, units } = fields;
  demand(format === 'penstock-lstm' && version === 2, 'format "penstock-lstm" and version 2');
  demand(activation === 'tanh' || activation === 'relu', '"tanh" or "relu" as "activation"');
  demand(gateActivation === 'sigmoid' || gateActivation === 'hardSigmoid', '"sigmoid" or "hardSigmoid" as "gateActivation"');
  demand(isWhole(steps, MOST.steps), `a whole number of 1 to ${MOST.steps} as "steps"`);
  demand(Array.isArray(quantiles) && (quantiles.length === 0 || areQuantiles(quantiles)), 'increasing numbers with 0.5 among them as "quantiles"');
  demand(
    Array.isArray(units) && isWhole(units.length, MOST.layers) && units.every((cells) => isWhole(cells, MOST.units)),
    `1 to ${MOST.layers} whole numbers of 1 to ${MOST.units} as "units"`,
  );
  const { offset, scale } = fieldsOf('"scaler"', fields['scaler']);
  const scaler: Scaler = { offset: numberOf('scaler.offset', offset), scale: numberOf('scaler.scale', scale) };
  demand(scaler.scale > 0, 'a positive "scaler.scale"');
  const { values } = fieldsOf('"tail"', fields['tail']);
  demand(Array.isArray(values) && isWhole(values.length, MOST.window), `1 to ${MOST.window} numbers in "tail.values"`);
  const tail = savedTail(fields['tail'], values.length);
  const kept = {
    format, version, activation, gateActivation, steps, scaler, tail,
    units: [...(units as number[])],
    quantiles: [...(quantiles as number[])],
  } as const;
  const { size } = layoutOf(shapeOf(kept));
  return { ...kept, parameters: numbersOf('parameters', fields['parameters'], size) };
};
