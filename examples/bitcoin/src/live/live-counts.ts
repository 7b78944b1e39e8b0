import type { LiveEvent } from './live-event.ts';
import type { LiveIndex } from './store/documents.ts';

/** The counts of a live run so far. */
export class LiveCounts {
  /** Trades sent to the topic, and taken from it. */
  sent = 0;
  trades = 0;
  /** Records that are no valid trades, and trades that came after their candle was written. */
  rejected = 0;
  late = 0;
  gaps = 0;
  reconnects = 0;
  forecasts = 0;
  readonly rows: Record<LiveIndex, number> = {
    bitcoin_candles_1s: 0,
    bitcoin_candles_1m: 0,
    bitcoin_live_anomalies: 0,
    bitcoin_live_forecast: 0,
  };
  /** Of the newest trade. */
  price: number | null = null;
  time: number | null = null;
  #connections = 0;
  #made: number | undefined;
  readonly #rejected = { produce: 0, index: 0 };

  add(event: LiveEvent): void {
    switch (event.kind) {
      case 'sent':
        this.sent += 1;
        this.#newest(event.trade);
        break;
      case 'trade':
        this.trades += 1;
        this.#newest(event.trade);
        break;
      case 'row':
        this.rows[event.row.index] += 1;
        if (event.row.index === 'bitcoin_live_forecast' && event.row.document.made !== this.#made) {
          this.#made = event.row.document.made;
          this.forecasts += 1;
        }
        break;
      case 'report':
        if (event.report.kind === 'gap') this.gaps += 1;
        if (event.report.kind === 'up') this.reconnects = this.#connections++;
        break;
      case 'stats':
        this.#rejected[event.step] = event.stats.rejected;
        this.rejected = this.#rejected.produce + this.#rejected.index;
        if (event.step === 'index') this.late = event.stats.late;
        break;
      case 'outcome':
        break;
    }
  }

  #newest({ price, time }: { readonly price: number; readonly time: number }): void {
    if (this.time !== null && time < this.time) return;
    this.price = price;
    this.time = time;
  }
}
