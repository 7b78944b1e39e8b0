import type { Duration } from '@penstock/stream';
import { checkOptions, toMs } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { wait } from '@penstock/stream/internal/rxjs';
import { setImmediate } from 'node:timers/promises';
import { asyncScheduler } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { checkOption } from '../check-option.ts';
import { leaveAtOnce } from '../abort/leave-at-once.ts';
import { disorder } from './disorder.ts';
import { priceWalk, yearMs } from './price-walk.ts';
import { seededRandom, uniform } from './random.ts';

/** One simulated trade. */
export interface SimulatedTick {
  readonly symbol: string;
  /** The tick's number in the order of time, from 0; a duplicate has the number of its original. */
  readonly sequence: number;
  /** Milliseconds since the Unix epoch, UTC. */
  readonly time: number;
  readonly price: number;
  /** Uniformly distributed above 0 and below 2. */
  readonly volume: number;
}

/** The share of ticks that arrive late or twice, and how late they arrive. */
export interface Disorder {
  /** From 0 to 1. */
  readonly share: number;
  /** The longest delay, in event time: from one `interval` to 1,000,000 intervals. */
  readonly by: Duration;
}

/** Options of {@link simulateMarket}. */
export interface SimulateMarketOptions {
  /** A whole number from 0 to 2^53 - 1; the same seed and options give the same ticks on every machine. */
  readonly seed: number;
  /** The symbol of every tick. Default: `SIM`. */
  readonly symbol?: string;
  /** Time of the first tick, whole milliseconds since the Unix epoch, UTC, or a `Date`. Default: 2020-01-01. */
  readonly start?: number | Date;
  /** Time from one tick to the next, whole milliseconds from 1 up. Default: 1 second. */
  readonly interval?: Duration;
  /** Price of the first tick, from 1e-9 to 1e15; prices stay between those. Default: 10000. */
  readonly price?: number;
  /**
   * Annual volatility: the standard deviation of the logarithm of a year's growth. At least 0, and at most 1 for a
   * single interval. Default: 0.6.
   */
  readonly volatility?: number;
  /** Annual drift: the logarithm of the mean growth in 365 days. From -1 to 1 for a single interval. Default: 0. */
  readonly drift?: number;
  /** Number of ticks, not counting duplicates, from 0 up. Default: `Infinity`. */
  readonly count?: number;
  /** Ticks that arrive after later ones. Default: none. */
  readonly late?: Disorder;
  /** Ticks that arrive a second time. Default: none. */
  readonly duplicates?: Disorder;
  /** Whether to yield ticks at the pace of a market, one per `interval`. Default: false, as fast as they are read. */
  readonly realtime?: boolean;
  /** Ends the iteration immediately; it then throws the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
  /** The clock and timers of `realtime`. Default: `asyncScheduler` of RxJS. */
  readonly scheduler?: SchedulerLike;
}

const optionNames: OptionNames<SimulateMarketOptions> = {
  seed: true,
  symbol: true,
  start: true,
  interval: true,
  price: true,
  volatility: true,
  drift: true,
  count: true,
  late: true,
  duplicates: true,
  realtime: true,
  signal: true,
  scheduler: true,
};

/** A simulated market, the same in every iteration. */
export interface SimulatedMarket extends AsyncIterable<SimulatedTick> {
  /** The symbol. Positions are kept under this name. */
  readonly name: string;
}

// Ticks between two turns of the event loop. A source that never waits would otherwise block timers and aborts.
const turnEvery = 4_096;

/**
 * Simulates the trades of a market for load tests and demonstrations; the price is a geometric Brownian motion.
 *
 * The same seed gives the same ticks on every machine. The simulation uses only whole-number arithmetic and the IEEE
 * 754 operations + - * / and square root, whose results do not depend on the engine. It does not use `Math.log`, `exp`
 * or `cos`, whose results do. Late ticks and duplicates use random numbers of their own, so `late` and `duplicates` do
 * not change the prices.
 *
 * S(t + dt) = S(t) exp((drift - volatility^2 / 2) dt + volatility sqrt(dt) Z), Z standard normal, dt in years (P.
 * Glasserman, Monte Carlo Methods in Financial Engineering, 2003, section 3.2.1).
 *
 * Throws `PENSTOCK_BAD_OPTION` when called; the iteration throws the signal's reason.
 *
 * @example
 * ```ts
 * const ticks = simulateMarket({ seed: 7, interval: '100ms', count: 1_000_000, late: { share: 0.01, by: '5s' } });
 * for await (const { time, price } of ticks) console.log(time, price);
 * ```
 */
export const simulateMarket = (options: SimulateMarketOptions): SimulatedMarket => {
  const {
    seed,
    symbol = 'SIM',
    price = 10_000,
    volatility = 0.6,
    drift = 0,
    count = Number.POSITIVE_INFINITY,
  } = checkOptions(options, optionNames, 'simulateMarket');
  const { scheduler = asyncScheduler, realtime = false } = options;
  const start = Number(options.start ?? Date.UTC(2020, 0, 1));
  const interval = toMs(options.interval ?? '1s', 'interval');
  checkOption(Number.isSafeInteger(seed) && seed >= 0, 'seed', 'a whole number from 0 to 2^53 - 1', seed);
  checkOption(typeof symbol === 'string' && symbol !== '', 'symbol', 'a name', symbol);
  checkOption(Number.isSafeInteger(start), 'start', 'whole milliseconds since the epoch or a Date', options.start);
  checkOption(
    Number.isSafeInteger(interval) && interval >= 1,
    'interval',
    'whole milliseconds from 1 up',
    options.interval,
  );
  checkOption(price >= 1e-9 && price <= 1e15, 'price', 'from 1e-9 to 1e15', price);
  const step = interval / yearMs;
  checkOption(
    volatility >= 0 && volatility * Math.sqrt(step) <= 1,
    'volatility',
    `from 0 to ${Math.sqrt(1 / step)} at this interval`,
    volatility,
  );
  checkOption(Math.abs(drift) * step <= 1, 'drift', `from ${-1 / step} to ${1 / step} at this interval`, drift);
  checkOption(
    count === Number.POSITIVE_INFINITY || (Number.isSafeInteger(count) && count >= 0),
    'count',
    'a whole number from 0 up, or Infinity',
    count,
  );
  const [late, duplicates] = [
    readDisorder('late', options.late, interval),
    readDisorder('duplicates', options.duplicates, interval),
  ];

  function* inOrder(): Generator<SimulatedTick, void, undefined> {
    const walk = priceWalk(price, drift, volatility, interval, seededRandom(seed, 0));
    const volumes = seededRandom(seed, 1);
    for (let sequence = 0; sequence < count; sequence += 1) {
      yield { symbol, sequence, time: start + sequence * interval, price: walk(), volume: 2 * uniform(volumes) };
    }
  }
  const arrivals = (): Iterator<SimulatedTick> =>
    late.share + duplicates.share === 0 ? inOrder() : disorder(inOrder(), late, duplicates, seededRandom(seed, 2));

  async function* read(stop: AbortSignal): AsyncGenerator<SimulatedTick, void, undefined> {
    const begin = scheduler.now();
    const ticks = arrivals();
    let latest = start;
    for (let given = 1, step = ticks.next(); step.done !== true; given += 1, step = ticks.next()) {
      latest = Math.max(latest, step.value.time);
      const ahead = latest - start - (scheduler.now() - begin);
      if (realtime && ahead > 0) await wait(Math.min(ahead, interval), { scheduler, signal: stop });
      else if (given % turnEvery === 0) await setImmediate();
      stop.throwIfAborted();
      yield step.value;
    }
  }
  return { name: symbol, [Symbol.asyncIterator]: () => leaveAtOnce(options.signal, read) };
};

const readDisorder = (option: string, disorder: Disorder | undefined, interval: number) => {
  const { share, by } = disorder
    ? checkOptions(disorder, { share: true, by: true }, option)
    : { share: 0, by: interval };
  checkOption(share >= 0 && share <= 1, `${option}.share`, 'from 0 to 1', share);
  const places = Math.floor(toMs(by, `${option}.by`) / interval);
  checkOption(
    places >= 1 && places <= 1_000_000,
    `${option}.by`,
    `from one interval (${interval} ms) to 1000000 intervals`,
    by,
  );
  return { share, places };
};
