// @ts-check
import { UsageError } from './usage-error.mjs';

/** @import { KibanaFormat } from '@penstock/sink-es' */
/** @import { Exchange } from '../live/source/exchanges.ts' */
/** @import { EngineName } from '../model/engine.ts' */

/** @satisfies {Record<EngineName, true>} */
const engines = { wasm: true, tfjs: true, 'tfjs-node': true, reference: true };

/** @satisfies {Record<KibanaFormat, true>} */
const kibanaVersions = { 7.17: true, 8.9: true };

/** @satisfies {Record<Exchange, true>} */
const exchanges = {
  kraken: true,
  coinbase: true,
  bitstamp: true,
  binance: true,
  okx: true,
  bybit: true,
  simulated: true,
};

/**
 * Reads a text that is not empty.
 *
 * @param {string} option
 */
export const textOf = (option) => (/** @type {string} */ text) => {
  if (text === '') throw new UsageError(`Expected a value after --${option}; got an empty one.`);
  return text;
};

const parts = ['time', 'open', 'high', 'low', 'close', 'volume'];

/**
 * Reads the names of an index's fields.
 *
 * @param {string} text such as `close=price,time=date`
 */
export const fieldsOf = (text) => {
  const pairs = text.split(',').map((pair) => pair.trim().split('='));
  const wrong = pairs.find(
    ([part = '', name = '', ...more]) => !parts.includes(part) || name === '' || more.length > 0,
  );
  if (wrong)
    throw new UsageError(
      `Expected --fields to be PART=FIELD with commas between, PART one of ${parts.join(', ')}; got ` +
        `${JSON.stringify(wrong.join('='))}.`,
    );
  return Object.fromEntries(pairs);
};

/** @param {string} text */
export const brokersOf = (text) => {
  const brokers = text.split(',').map((broker) => broker.trim());
  const wrong = brokers.find((broker) => !/^[^\s:/]+:\d{1,5}$|^\[[\da-f:]+\]:\d{1,5}$/i.test(broker));
  if (wrong !== undefined)
    throw new UsageError(
      `Expected --kafka to be brokers as HOST:PORT with commas between; got ${JSON.stringify(wrong)}.`,
    );
  return brokers;
};

/**
 * Reads an HTTP address. It may contain a password, so no message repeats it.
 *
 * @param {string} option
 * @param {number} port
 */
export const addressOf = (option, port) => (/** @type {string} */ text) => {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new UsageError(
      `Expected --${option} to be an address such as http://127.0.0.1:${port}; got a text that is no HTTP address.`,
    );
  return text;
};

/** @param {string} text */
export const kibanaOf = (text) => {
  const { username, password } = new URL(addressOf('kibana', 5601)(text));
  if (username || password)
    throw new UsageError(
      'Expected --kibana to be an address without a login; got one with a login, which any user of this machine ' +
        'could read. Set an API key in KIBANA_API_KEY.',
    );
  return text;
};

/** @param {string} text */
export const engineOf = (text) => {
  if (!Object.hasOwn(engines, text))
    throw new UsageError(
      `Expected --engine to be one of ${Object.keys(engines).join(', ')}; got ${JSON.stringify(text)}.`,
    );
  return text;
};

/** @param {string} text */
export const exchangeOf = (text) => {
  if (!Object.hasOwn(exchanges, text))
    throw new UsageError(
      `Expected --live to be one of ${Object.keys(exchanges).join(', ')}; got ${JSON.stringify(text)}.`,
    );
  return text;
};

/** @param {string} text */
export const kibanaVersionOf = (text) => {
  if (!Object.hasOwn(kibanaVersions, text))
    throw new UsageError(
      'Expected --kibana-version to be 7.17 (for Kibana 7.17 to 8.8) or 8.9 (for 8.9 to 9); got ' +
        `${JSON.stringify(text)}.`,
    );
  return text;
};

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a duration such as `10m`, in milliseconds.
 *
 * @param {string} option
 * @param {number} [mostDays] default: no bound
 */
export const durationOf = (option, mostDays) => (/** @type {string} */ text) => {
  const [, count, unit] = /^([1-9]\d{0,5})(ms|s|m|h|d)$/.exec(text) ?? [];
  if (unit === undefined)
    throw new UsageError(`Expected --${option} to be a duration such as 30s, 10m or 3h; got ${JSON.stringify(text)}.`);
  const ms = Number(count) * units[/** @type {keyof typeof units} */ (unit)];
  if (mostDays !== undefined && ms > mostDays * units.d)
    throw new UsageError(`Expected --${option} to be at most ${mostDays}d; got ${JSON.stringify(text)}.`);
  return ms;
};

/**
 * Reads whole seconds such as `30s`.
 *
 * @param {string} option
 */
export const secondsOf = (option) => (/** @type {string} */ text) => {
  if (!/^[1-9]\d{0,5}s$/.test(text))
    throw new UsageError(`Expected --${option} to be whole seconds such as 30s; got ${JSON.stringify(text)}.`);
  return text;
};

/**
 * Reads a whole number from `least` to `most`.
 *
 * @param {string} option
 * @param {number} least
 * @param {number} most
 */
export const wholeNumberOf = (option, least, most) => (/** @type {string} */ text) => {
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number < least || number > most)
    throw new UsageError(
      `Expected --${option} to be a whole number from ${least} to ${most}; got ${JSON.stringify(text)}.`,
    );
  return number;
};
