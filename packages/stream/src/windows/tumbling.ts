import { checkOptions, pickOptions } from '../check-options.ts';
import type { FlowOperator } from '../delivery/flow.ts';
import { flowOperator } from '../operators/base/flow-subscriber.ts';
import { allOf } from './aggregates/aggregate.ts';
import type { Aggregates } from './aggregates/aggregate.ts';
import type { Interval } from './calendar/interval.ts';
import { calendarNames, toWindows } from './calendar/to-windows.ts';
import type { CalendarOptions } from './calendar/to-windows.ts';
import { toSettings, windowOptionNames } from './window-options.ts';
import type { WindowOptions } from './window-options.ts';
import type { WindowResult } from './window-result.ts';
import { WindowSubscriber } from './window-subscriber.ts';
import { windowShape } from './window-shape.ts';

/** Options of {@link tumbling}. */
export interface TumblingOptions<T, R> extends WindowOptions<T> {
  /** Length of a window. */
  readonly interval: Interval;
  /** One aggregate, or several by name. */
  readonly aggregate: Aggregates<T, R>;
}

/**
 * Folds records into consecutive windows of event time that do not overlap. Each key has one result in each window in
 * which it has records.
 *
 * A window is emitted when the watermark of its lane (the newest event time minus `lateness`) has passed its end, or
 * when the source has ended. A record is acknowledged when it is part of the operator's state, which is stored with the
 * commit. The result is a new delivery with the id `name/lane/key/start`. Its time is the start of the window. When the
 * result is computed again after a crash, it has the same id and the same value.
 *
 * @throws `PENSTOCK_BAD_OPTION` immediately. Records without a time are rejected with `PENSTOCK_TIME_MISSING`, records
 * above `maxOpen` with `PENSTOCK_WINDOWS_FULL`. The flow errors with `PENSTOCK_KEY_SPANS_PARTITIONS` when a key has
 * records in several partitions, unless `acrossPartitions` is set.
 *
 * @example
 * ```ts
 * const perMinute = deliver(trades, { key: ({ symbol }) => symbol, time: ({ time }) => time }).pipe(
 *   tumbling({ interval: '1m', lateness: '5s', aggregate: { trades: count(), volume: sum(({ size }) => size) } }),
 *   mapValue(({ key, start, value }) => ({ symbol: key, start, ...value })),
 * );
 * ```
 */
export const tumbling = <T, R>(options: TumblingOptions<T, R>): FlowOperator<T, WindowResult<R>> => {
  const { interval } = checkOptions(options, { ...windowOptionNames, interval: true, aggregate: true }, 'tumbling');
  const settings = toSettings(options, `tumbling-${interval}`);
  const windows = toWindows(interval, pickOptions<CalendarOptions>(options, calendarNames));
  const shape = windowShape(windows, 1, allOf(options.aggregate), settings);
  return flowOperator((out) => new WindowSubscriber(out, settings, shape));
};
