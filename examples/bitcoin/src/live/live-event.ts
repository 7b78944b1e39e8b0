import type { ForecastOutcome } from '@penstock/forecast/flow';
import type { FeedReport } from '@penstock/sources/exchange';
import type { FlowStats } from '@penstock/stream';
import type { LiveRow } from './store/documents.ts';
import type { LiveTrade } from './live-trade.ts';

/** Something that happens in a live run. */
export type LiveEvent =
  /** A trade that is about to be written to the topic. */
  | { readonly kind: 'sent'; readonly trade: LiveTrade }
  /** A trade that was read from the topic for the first time. */
  | { readonly kind: 'trade'; readonly trade: LiveTrade }
  /** A candle, an anomaly or a point of a forecast that is about to be written to the store. */
  | { readonly kind: 'row'; readonly row: LiveRow }
  /** A gap, an outage or the like of the feed. */
  | { readonly kind: 'report'; readonly report: FeedReport }
  /** A model of the forecast was fitted, or could not be. */
  | { readonly kind: 'outcome'; readonly outcome: ForecastOutcome }
  /** Once a second: a step of the run as a flow. */
  | { readonly kind: 'stats'; readonly step: 'produce' | 'index'; readonly stats: FlowStats };

/** Called with each event, so for each trade: it should be quick. A throw fails the run. */
export type LiveListener = (event: LiveEvent) => void;
