import { checkOptions, pickOptions } from '../check-options.ts';
import type { FlowOperator } from '../delivery/flow.ts';
import { streamError } from '../errors.ts';
import { flowOperator } from '../operators/base/flow-subscriber.ts';
import { allOf } from './aggregates/aggregate.ts';
import type { Aggregate, Aggregates } from './aggregates/aggregate.ts';
import type { Interval } from './calendar/interval.ts';
import { toHops } from './calendar/to-hops.ts';
import { calendarNames, toWindows } from './calendar/to-windows.ts';
import type { CalendarOptions } from './calendar/to-windows.ts';
import { toSettings, windowOptionNames } from './window-options.ts';
import type { WindowOptions } from './window-options.ts';
import type { WindowResult } from './window-result.ts';
import { WindowSubscriber } from './window-subscriber.ts';
import { windowShape } from './window-shape.ts';

/** How {@link hopping} cuts time and what it makes of each window. */
export interface HoppingOptions<T, R> extends WindowOptions<T> {
  /** Length of a window: a whole number of `every`. */
  readonly interval: Interval;
  /** From the start of one window to the start of the next. */
  readonly every: Interval;
  /** One aggregate, or several by name; each needs a `merge` where more than 100 windows overlap. */
  readonly aggregate: Aggregates<T, R>;
}

// Without a merge each record is folded into every window that it is in.
const mostWithoutMerge = 100;

/**
 * Folds records into windows of event time that overlap: each record is in as many as `every` goes into `interval`.
 *
 * A record is folded once, into a slice of the length of `every`, and a window is merged of its slices, so that the
 * cost of a record does not grow with the number of windows it is in. An aggregate without `merge` is folded into each
 * window instead, and is refused above 100 overlapping windows.
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
  const hops = toHops(interval, every, calendar);
  const aggregate: Aggregate<T, R> = allOf(options.aggregate);
  if (!aggregate.merge && hops > mostWithoutMerge) {
    throw streamError(
      'PENSTOCK_BAD_OPTION',
      `aggregate must have a merge where more than ${mostWithoutMerge} windows overlap; got one without, and ` +
        `${hops} overlapping windows of ${String(interval)} every ${String(every)}. Give each aggregate a merge, or ` +
        'set a longer every.',
    );
  }
  const shape = windowShape(windows, hops, aggregate, settings);
  return flowOperator((out) => new WindowSubscriber(out, settings, shape));
};
