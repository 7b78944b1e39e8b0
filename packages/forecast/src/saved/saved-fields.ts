import { forecastError } from '../errors.ts';
import type { Scaler } from '../series/scaler.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Throws `PENSTOCK_MODEL_INVALID` unless `fine` is true. The message says that a model must have what `expected` says.
 */
export function demand(fine: boolean, expected: string): asserts fine {
  if (!fine)
    throw forecastError(
      'PENSTOCK_MODEL_INVALID',
      `A saved model must have ${expected}. Save or convert the model again.`,
    );
}

/** Returns `value` if it is an object; throws `PENSTOCK_MODEL_INVALID` otherwise. */
export const fieldsOf = (name: string, value: unknown): Fields => {
  demand(typeof value === 'object' && value !== null && !Array.isArray(value), `an object as ${name}`);
  return value as Fields;
};

/** Returns `value` if it is a finite number; throws `PENSTOCK_MODEL_INVALID` otherwise. */
export const numberOf = (name: string, value: unknown): number => {
  demand(typeof value === 'number' && Number.isFinite(value), `a finite number as "${name}"`);
  return value as number;
};

/**
 * Returns a copy of `value` if it is an array of `length` finite numbers; throws `PENSTOCK_MODEL_INVALID` otherwise.
 */
export const numbersOf = (name: string, value: unknown, length: number): number[] => {
  demand(
    Array.isArray(value) && value.length === length && value.every((item) => Number.isFinite(item)),
    `${length} finite numbers as "${name}"`,
  );
  return [...(value as number[])];
};

/** Returns `value` as a {@link Scaler}; throws `PENSTOCK_MODEL_INVALID` if it is none. */
export const scalerOf = (name: string, value: unknown): Scaler => {
  const { offset, scale } = fieldsOf(`"${name}"`, value);
  const scaler = { offset: numberOf(`${name}.offset`, offset), scale: numberOf(`${name}.scale`, scale) };
  demand(scaler.scale > 0, `a positive "${name}.scale"`);
  return scaler;
};
