import type { Candle } from '@penstock/stream';
import { sourcesError } from '../errors.ts';

// Prices come rounded to six decimals or to single precision, each on its own, so an open that is the high may pass it.
const tolerance = 1e-6;

/**
 * Gives the candle back when it can be one; throws `PENSTOCK_BAD_CANDLE`, naming `where`, when not.
 *
 * Prices are finite and above 0, `low` and `high` enclose `open` and `close`, `adjClose` and `volume` are not negative.
 */
export const checkCandle = (candle: Candle, where: string): Candle => {
  const { time, open, high, low, close, adjClose = 0, volume } = candle;
  const fault = (expected: string, got: string): never => {
    throw sourcesError('PENSTOCK_BAD_CANDLE', `Expected ${expected} in ${where}; got ${got}.`);
  };
  if (!Number.isSafeInteger(time)) fault('time in whole milliseconds', String(time));
  for (const [name, price] of Object.entries({ open, high, low, close })) {
    if (!Number.isFinite(price) || price <= 0) fault(`${name} to be finite and above 0`, String(price));
  }
  for (const [name, value] of Object.entries({ adjClose, volume })) {
    if (!Number.isFinite(value) || value < 0) fault(`${name} to be finite and at least 0`, String(value));
  }
  if (high < low) fault('high to be at least low', `high ${high} and low ${low}`);
  for (const [name, price] of Object.entries({ open, close })) {
    if (price > high * (1 + tolerance) || price < low * (1 - tolerance)) {
      fault(`${name} to lie between low and high`, `${name} ${price}, low ${low} and high ${high}`);
    }
  }
  return candle;
};
