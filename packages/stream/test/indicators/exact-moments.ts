/**
 * Mean, standard deviation and score of doubles, computed without rounding. All numbers are integers, in units of the
 * smallest double, 2^-1074.
 */
export const exactMoments = (values: readonly number[]) => {
  const units = values.map(unitsOf);
  const count = BigInt(values.length);
  const sum = units.reduce((total, value) => total + value, 0n);
  const squares = units.reduce((total, value) => total + value * value, 0n);
  // n^2 times the population variance.
  const spread = count * squares - sum * sum;
  const distance = count * units.at(-1)! - sum;
  return {
    sum: toNumber(sum, 1n, -1074),
    mean: toNumber(sum, count, -1074),
    deviation: rootOf(spread, count * (count - 1n), -1074),
    score:
      spread === 0n ? 0 : Math.sign(Number(distance)) * rootOf(distance * distance * (count - 1n), count * spread, 0),
  };
};

/** A double as an integer multiple of 2^-1074. */
const unitsOf = (value: number): bigint => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const exponent = bits >> 52n;
  const fraction = bits & 0xfffffffffffffn;
  const units = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n);
  return value < 0 ? -units : units;
};

const bitsOf = (value: bigint): number => value.toString(2).length;

/** `numerator / denominator * 2^exponent`. */
const toNumber = (numerator: bigint, denominator: bigint, exponent: number): number => {
  if (numerator === 0n) return 0;
  if (numerator < 0n) return -toNumber(-numerator, denominator, exponent);
  const shift = 100 + bitsOf(denominator) - bitsOf(numerator);
  const quotient = shift > 0 ? (numerator << BigInt(shift)) / denominator : numerator / (denominator << BigInt(-shift));
  return timesPower(Number(quotient), exponent - shift);
};

/** `sqrt(numerator / denominator) * 2^exponent`. */
const rootOf = (numerator: bigint, denominator: bigint, exponent: number): number => {
  if (numerator === 0n) return 0;
  let shift = 100 + bitsOf(denominator) - bitsOf(numerator);
  shift += shift % 2;
  const quotient = shift > 0 ? (numerator << BigInt(shift)) / denominator : numerator / (denominator << BigInt(-shift));
  return timesPower(Math.sqrt(Number(quotient)), exponent - shift / 2);
};

const timesPower = (value: number, exponent: number): number => {
  const half = Math.trunc(exponent / 2);
  return value * 2 ** half * 2 ** (exponent - half);
};
