import type {
  About,
  Anomalies,
  CandleEvent,
  CandleInterval,
  Changed,
  Evaluation,
  Forecast,
  Forecasters,
  Pipeline,
  Prices,
  Years,
} from '../src/board/api.ts';
import { noAnswer } from './api/get-json.ts';
import { Resource } from './api/resource.ts';

type CandleListener = (candle: CandleEvent) => void;

/** Everything that the page gets from the server: the answers of the API, and the events after them. */
export class Board {
  readonly about = new Resource<About>('api/about');
  readonly prices = new Resource<Prices>('api/prices');
  readonly years = new Resource<Years>('api/years');
  readonly anomalies = new Resource<Anomalies>('api/anomalies');
  readonly forecast = new Resource<Forecast | null>('api/forecast');
  /** The forecast of the next minutes of a live run; it is requested once bars of minutes or seconds are shown. */
  readonly minuteForecast = new Resource<Forecast | null>('api/forecast?interval=1m');
  readonly evaluation = new Resource<Evaluation | null>('api/evaluation');
  readonly forecasters = new Resource<Forecasters | null>('api/forecasters');
  readonly pipeline = new Resource<Pipeline>('api/pipeline');
  readonly #candleListeners: CandleListener[] = [];

  /** Calls `listener` with each candle that arrives live. */
  onCandle(listener: CandleListener): void {
    this.#candleListeners.push(listener);
  }

  /** Requests bars of another width, with the anomalies and forecast of days or, for narrower bars, of minutes. */
  showInterval(interval: CandleInterval): void {
    const judged = interval === '1d' ? '1d' : '1m';
    void this.prices.moveTo(`api/prices?interval=${interval}`);
    void this.anomalies.moveTo(`api/anomalies?interval=${judged}`);
    if (judged === '1m') void this.minuteForecast.load();
  }

  /** Requests everything, and listens to the events of the server. */
  async start(): Promise<void> {
    this.#listen();
    await Promise.all(
      [
        this.about,
        this.prices,
        this.anomalies,
        this.forecast,
        this.years,
        this.evaluation,
        this.forecasters,
        this.pipeline,
      ].map((resource) => resource.load()),
    );
  }

  #listen(): void {
    const events = new EventSource('api/events');
    let isFirst = true;
    events.addEventListener('open', () => {
      // The server does not repeat the events that it sent while the connection was gone.
      if (!isFirst) for (const what of Object.keys(this.#changes)) this.#reload(what);
      isFirst = false;
    });
    // The browser connects again by itself, and the server's first event is `pipeline`.
    events.addEventListener('error', () => this.pipeline.fail(noAnswer()));
    events.addEventListener('pipeline', ({ data }) => this.pipeline.set(JSON.parse(data) as Pipeline));
    events.addEventListener('changed', ({ data }) => this.#reload((JSON.parse(data) as Changed).what));
    events.addEventListener('candle', ({ data }) => {
      const candle = JSON.parse(data) as CandleEvent;
      for (const listener of this.#candleListeners) listener(candle);
    });
  }

  /** What to request again, by the part of the board that changed. */
  readonly #changes: Readonly<Record<string, ReadonlyArray<{ load(): Promise<void> }>>> = {
    about: [this.about],
    prices: [this.prices, this.years],
    anomalies: [this.anomalies],
    forecast: [this.forecast, this.evaluation, this.forecasters],
  };

  #reload(what: string): void {
    for (const resource of this.#changes[what] ?? []) void resource.load();
    if (what === 'forecast' && this.minuteForecast.state.kind !== 'loading') void this.minuteForecast.load();
  }
}
