import type { Prices } from '../../../src/board/api.ts';
import { walk } from '../walk.ts';

const hours = 87_600;
const hourMs = 3_600_000;

/** Ten years of hours. The days of a walk repeat, since the prices of a walk of that length grow beyond all measure. */
export const hourlyPrices = (): Prices => {
  const days = walk(3_650);
  const rows = Array.from({ length: hours }, (_, row) => days[row % days.length]!);
  const start = days[0]!.time;
  return {
    // Not days: the chart shows the time of day of narrower bars.
    interval: '1m',
    times: rows.map((_, row) => start + row * hourMs),
    open: rows.map(({ open }) => open),
    high: rows.map(({ high }) => high),
    low: rows.map(({ low }) => low),
    close: rows.map(({ close }) => close),
    volume: rows.map(({ volume }) => volume),
  };
};
