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

/** Options of {@link hopping}. */
export interface HoppingOptions<T, R> extends WindowOptions<T> {
  /** Length of a window: a whole multiple of `every`. */
  readonly interval: Interval;
  /** Time from the start of one window to the start of the next. */
  readonly every: Interval;
  /** One aggregate, or several by name. Each needs a `merge` when more than 100 windows overlap. */
  readonly aggregate: Aggregates<T, R>;
}

// Without a merge, each record is added to every window that contains it.
const mostWithoutMerge = 100;

/**
 * Folds records into overlapping windows of event time. Each record is in `interval` divided by `every` windows.
 *
 * A record is added once, to a slice of length `every`, and the state of a window is merged from its slices. So the
 * cost of a record does not grow with the number of its windows. With an aggregate without `merge`, a record is added
 * to each of its windows; this is an error above 100 overlapping windows.
 *
 * In all other respects it works like `tumbling`. A record is late when all its windows are closed.
 *
 * @throws `PENSTOCK_BAD_OPTION` immediately. Also throws the errors of `tumbling`.
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
      `Expected each aggregate to have a merge, since more than ${mostWithoutMerge} windows overlap; got one without ` +
        `merge, and ${hops} overlapping windows of ${String(interval)} every ${String(every)}. Give each aggregate ` +
        'a merge, or set a longer every.',
    );
  }
  const shape = windowShape(windows, hops, aggregate, settings);
  return flowOperator((out) => new WindowSubscriber(out, settings, shape));
};
