import { layoutOf } from '../engine/layout.ts';
import { demand, fieldsOf } from '../saved/saved-fields.ts';
import type { Topology } from './topology.ts';

// More than any network within the bounds has, including the arrays of an optimiser.
const mostSpecs = 200;

interface Place {
  readonly name: string;
  readonly shape: readonly number[];
  readonly at: number;
}

/** The start of each array of floats in the data. The sizes are checked against the data before they are used. */
const placesOf = (specs: readonly unknown[], data: Uint8Array): Place[] => {
  demand(specs.length <= mostSpecs, `at most ${mostSpecs} arrays of weights`);
  let at = 0;
  const places = specs.map((spec): Place => {
    const { name, shape, dtype, quantization } = fieldsOf('each array of weights', spec);
    demand(typeof name === 'string', 'a "name" on each array of weights');
    demand(quantization === undefined && dtype === 'float32', `weights of "float32", not quantized, as ${name}`);
    demand(
      Array.isArray(shape) && shape.every((side) => Number.isSafeInteger(side) && side >= 0),
      `whole numbers as the shape of ${name}`,
    );
    const place = { name, shape: shape as number[], at };
    at += 4 * place.shape.reduce((product, side) => product * side, 1);
    return place;
  });
  demand(at === data.byteLength, `${at} bytes of weights for its shapes; got ${data.byteLength}`);
  return places;
};

/**
 * The weights of a network with `features` inputs, in the order of `layoutOf`.
 *
 * An array is found by the name of its layer and its own name. Keras 2 puts the name of the cell between the two.
 *
 * @throws `PENSTOCK_MODEL_INVALID` naming an array that is missing, has another shape, or has values that are not
 * finite.
 */
export const parametersOf = (
  { lstms, dense }: Pick<Topology, 'lstms' | 'dense'>,
  features: number,
  specs: readonly unknown[],
  data: Uint8Array,
): Float64Array => {
  const places = placesOf(specs, data);
  const units = lstms.map((layer) => layer.units);
  const layout = layoutOf({ features, layers: units, outputs: dense.outputs });
  const unbiased = lstms.reduce(
    (sum, { units: cells, bias }) => sum + (bias ? 0 : 4 * cells),
    dense.bias ? 0 : dense.outputs,
  );
  demand(
    data.byteLength >= 4 * (layout.size - unbiased),
    `at least ${4 * (layout.size - unbiased)} bytes of weights for its layers; got ${data.byteLength}`,
  );
  const parameters = new Float64Array(layout.size);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const take = (layer: string, part: string, shape: readonly number[], to: number): void => {
    const place = places.find(({ name }) => {
      const path = name.split('/');
      return path.at(-1) === part && path.slice(0, -1).includes(layer);
    });
    demand(place !== undefined, `an array of weights ${layer}/${part}`);
    demand(
      place.shape.length === shape.length && shape.every((side, i) => side === place.shape[i]),
      `the shape ${shape.join(' x ')} for ${place.name}; got ${place.shape.join(' x ')}`,
    );
    const count = shape.reduce((product, side) => product * side, 1);
    for (let i = 0; i < count; i += 1) {
      const value = view.getFloat32(place.at + 4 * i, true);
      demand(Number.isFinite(value), `finite weights in ${place.name}`);
      parameters[to + i] = value;
    }
  };
  for (const [i, { name, bias }] of lstms.entries()) {
    const { inputs, units: cells, kernel, recurrent, bias: biases } = layout.layers[i]!;
    take(name, 'kernel', [inputs, 4 * cells], kernel);
    take(name, 'recurrent_kernel', [cells, 4 * cells], recurrent);
    if (bias) take(name, 'bias', [4 * cells], biases);
  }
  take(dense.name, 'kernel', [layout.units, dense.outputs], layout.dense);
  if (dense.bias) take(dense.name, 'bias', [dense.outputs], layout.denseBias);
  return parameters;
};
