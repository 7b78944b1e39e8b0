import { isDeepStrictEqual } from 'node:util';
import type {
  About,
  Anomalies,
  BoardPart,
  CandleInterval,
  Evaluation,
  Forecast,
  Forecasters,
  Pipeline,
  Prices,
  Years,
} from './api.ts';
import { anomaliesOf } from './anomalies-of.ts';
import { creditOf } from '../output/summary.ts';
import type { Range } from './daily-prices.ts';
import { dailyPrices } from './daily-prices.ts';
import { evaluationOf } from './evaluation-of.ts';
import { EventHub } from './event-hub.ts';
import { forecastOf } from './forecast-of.ts';
import { forecastersOf } from './forecasters-of.ts';
import type { LiveBoard } from './live-board.ts';
import type { PipelineWatch } from './pipeline-watch.ts';
import type { StoredBoard } from './stored-board.ts';
import { yearsOf } from './years-of.ts';

/** Options of {@link Board}. */
export interface BoardOptions extends Pick<About, 'broker' | 'store' | 'live' | 'version'> {
  readonly watch: PipelineWatch;
  /** Answers for live data; absent if the run takes no live trades. */
  readonly liveBoard?: LiveBoard;
  /**
   * Reads the store again. It is needed if other programs write to the store, too. Default: the answers show what the
   * last call of `show` passed.
   */
  readonly reload?: () => Promise<StoredBoard>;
  /** Milliseconds since the Unix epoch; default `Date.now`. */
  readonly now?: () => number;
}

/** How old the answer to a request may be, in milliseconds, where other programs write to the store. */
const maxAge = 5_000;

/** The same while a page is open and sends no request: it requests data again only after an event. */
const maxAgeUnasked = 30_000;

const allOfIt: Range = { from: -Infinity, to: Infinity };

/** The answers of the API: what the store held when it was last read, and the state of the run. */
export class Board {
  readonly events = new EventHub();
  readonly liveBoard: LiveBoard | undefined;
  readonly #options: BoardOptions;
  readonly #now: () => number;
  #answers: Answers;
  #readAt = -Infinity;
  #reading: Promise<void> | undefined;

  constructor(options: BoardOptions) {
    this.#options = options;
    this.liveBoard = options.liveBoard;
    this.#now = options.now ?? Date.now;
    this.#answers = answersOf(options, undefined);
    options.watch.subscribe((data) => this.events.publish({ name: 'pipeline', data }));
  }

  /** Shows what a store holds now, and tells the page which parts have changed. */
  show(stored: StoredBoard, changed: readonly BoardPart[]): void {
    this.#take(answersOf(this.#options, stored), changed);
  }

  /** With `reload`, reads the store again if the answers are older than five seconds. */
  fresh(): Promise<void> {
    return this.#reloadAfter(maxAge);
  }

  /** Called once a second. With `reload`, reads the store again every 30 seconds while a page is open. */
  async tick(): Promise<void> {
    if (this.events.listeners === 0) return;
    // Ignored here: the next request fails with the same error, and its answer has it.
    await this.#reloadAfter(maxAgeUnasked).catch(() => undefined);
  }

  async #reloadAfter(age: number): Promise<void> {
    const { reload } = this.#options;
    if (!reload || this.#now() - this.#readAt < age) return;
    this.#reading ??= reload()
      .then((stored) => {
        const answers = answersOf(this.#options, stored);
        const changed = changedParts(this.#answers, answers);
        // If nothing changed, keep the old object, because the compressed bytes are cached for it.
        this.#take(changed.length > 0 ? answers : this.#answers, changed);
      })
      .finally(() => (this.#reading = undefined));
    await this.#reading;
  }

  #take(answers: Answers, changed: readonly BoardPart[]): void {
    this.#answers = answers;
    this.#readAt = this.#now();
    for (const what of changed) this.events.publish({ name: 'changed', data: { what } });
  }

  get about(): About {
    return this.#answers.about;
  }

  get years(): Years {
    return this.#answers.years;
  }

  get evaluation(): Evaluation | null {
    return this.#answers.evaluation;
  }

  get forecasters(): Forecasters | null {
    return this.#answers.forecasters;
  }

  get pipeline(): Pipeline {
    return this.#options.watch.snapshot();
  }

  /**
   * `undefined` where the board has no candles of that interval. Without a range: all days, or the newest live candles.
   */
  async prices(interval: CandleInterval, range: Range | undefined): Promise<Prices | undefined> {
    if (interval !== '1d') return this.liveBoard?.prices(interval, range);
    return range ? dailyPrices(this.#answers.stored?.prices ?? [], range) : this.#answers.prices;
  }

  /** `undefined` where the board has no anomalies of that interval. */
  async anomalies(interval: '1d' | '1m'): Promise<Anomalies | undefined> {
    return interval === '1d' ? this.#answers.anomalies : this.liveBoard?.anomalies();
  }

  /** `undefined` where the board has no forecasts of that interval; null before there is one. */
  async forecast(interval: '1d' | '1m'): Promise<Forecast | null | undefined> {
    return interval === '1d' ? this.#answers.forecast : this.liveBoard?.forecast();
  }
}

interface Answers {
  readonly stored: StoredBoard | undefined;
  readonly about: About;
  readonly prices: Prices;
  readonly years: Years;
  readonly anomalies: Anomalies;
  readonly forecast: Forecast | null;
  readonly evaluation: Evaluation | null;
  readonly forecasters: Forecasters | null;
}

/** The parts of the page that differ between two sets of answers. */
const changedParts = (before: Answers, after: Answers): readonly BoardPart[] => {
  const parts = Object.keys(answersByPart) as BoardPart[];
  return parts.filter((part) => answersByPart[part].some((name) => !isDeepStrictEqual(before[name], after[name])));
};

const answersByPart: Readonly<Record<BoardPart, ReadonlyArray<keyof Answers>>> = {
  about: ['about'],
  prices: ['prices', 'years'],
  anomalies: ['anomalies'],
  forecast: ['forecast', 'evaluation', 'forecasters'],
};

const answersOf = ({ broker, store, live, version }: BoardOptions, stored: StoredBoard | undefined): Answers => {
  const { documents = 0, first = null, last = null, prices = [], results } = stored ?? {};
  return {
    stored,
    about: {
      title: 'Bitcoin',
      symbol: 'BTC/USD',
      source: stored ? creditOf(stored) : '',
      broker,
      store,
      documents,
      first,
      last,
      live,
      version,
    },
    prices: dailyPrices(prices, allOfIt),
    years: yearsOf(prices),
    anomalies: anomaliesOf(results?.anomalies ?? []),
    forecast: results ? forecastOf(results) : null,
    evaluation: results ? evaluationOf(results) : null,
    forecasters: forecastersOf(results?.forecasters ?? []),
  };
};
