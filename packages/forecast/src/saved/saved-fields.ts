import { forecastError } from '../errors.ts';
import type { Scaler } from '../series/scaler.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Throws `PENSTOCK_MODEL_INVALID` with `expected` unless `fine`. */
export function demand(fine: boolean, expected: string): asserts fine {
  if (!fine) throw forecastError('PENSTOCK_MODEL_INVALID', `A saved model must have ${expected}. Save it anew.`);
}

/** `value` as an object, or `PENSTOCK_MODEL_INVALID`. */
export const fieldsOf = (name: string, value: unknown): Fields => {
  demand(typeof value === 'object' && value !== null && !Array.isArray(value), `an object as ${name}`);
  return value as Fields;
};

/** `value` as a finite number, or `PENSTOCK_MODEL_INVALID`. */
export const numberOf = (name: string, value: unknown): number => {
  demand(typeof value === 'number' && Number.isFinite(value), `a finite number as "${name}"`);
  return value as number;
};

/** `value` as an array of `length` finite numbers, or `PENSTOCK_MODEL_INVALID`. */
export const numbersOf = (name: string, value: unknown, length: number): number[] => {
  demand(
    Array.isArray(value) && value.length === length && value.every((item) => Number.isFinite(item)),
    `${length} finite numbers as "${name}"`,
  );
  return [...(value as number[])];
};

/** `value` as a {@link Scaler}, or `PENSTOCK_MODEL_INVALID`. */
export const scalerOf = (name: string, value: unknown): Scaler => {
  const { offset, scale } = fieldsOf(`"${name}"`, value);
  const scaler = { offset: numberOf(`${name}.offset`, offset), scale: numberOf(`${name}.scale`, scale) };
  demand(scaler.scale > 0, `a positive "${name}.scale"`);
  return scaler;
};
