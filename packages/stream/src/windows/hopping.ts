import { checkOptions, pickOptions } from '../check-options.ts';
import type { FlowOperator } from '../delivery/flow.ts';
import { flowOperator } from '../operators/flow-subscriber.ts';
import { type Aggregates, allOf } from './aggregates/aggregate.ts';
import type { Interval } from './calendar/interval.ts';
import { toHops } from './calendar/to-hops.ts';
import { type CalendarOptions, calendarNames, toWindows } from './calendar/to-windows.ts';
import { type WindowOptions, toSettings, windowOptionNames } from './window-options.ts';
import type { WindowResult } from './window-result.ts';
import { WindowSubscriber } from './window-subscriber.ts';
import { windowShape } from './window-shape.ts';

/** How {@link hopping} cuts time and what it makes of each window. */
export interface HoppingOptions<T, R> extends WindowOptions<T> {
  /** Length of a window: a whole number of `every`. */
  readonly interval: Interval;
  /** From the start of one window to the start of the next. */
  readonly every: Interval;
  /** One aggregate, or several by name. */
  readonly aggregate: Aggregates<T, R>;
}

/**
 * Folds records into windows of event time that overlap: each record is in as many as `every` goes into `interval`.
 *
 * In all else it is as `tumbling`. A record is late when every one of its windows is closed.
 *
 * @throws `PENSTOCK_BAD_OPTION` at once, and what `tumbling` does later.
 *
 * @example
 * ```ts
 * const lastHour = deliver(trades, { time: ({ time }) => time }).pipe(
 *   hopping({ interval: '1h', every: '5m', aggregate: mean(({ price }) => price) }),
 * );
 * ```
 */
export const hopping = <T, R>(options: HoppingOptions<T, R>): FlowOperator<T, WindowResult<R>> => {
  const { interval, every } = checkOptions(
    options,
    { ...windowOptionNames, interval: true, every: true, aggregate: true },
    'hopping',
  );
  const settings = toSettings(options, `hopping-${interval}-${every}`);
  const calendar = pickOptions<CalendarOptions>(options, calendarNames);
  const windows = toWindows(every, calendar, 'every');
  const shape = windowShape(windows, toHops(interval, every, calendar), allOf(options.aggregate), settings);
  return flowOperator((out) => new WindowSubscriber(out, settings, shape));
};
