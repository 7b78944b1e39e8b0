/** The visible part of a chart's horizontal axis. */
export interface Zoom {
  /** Percent of the whole axis, 0 to 100. */
  readonly start: number;
  readonly end: number;
  /** The same as values of the axis. */
  readonly startValue: number;
  readonly endValue: number;
}

/** The smallest part that keys zoom to, in percent of the axis. */
const least = 1;

/**
 * The part to show after the data has changed: the same values. A side that showed the first or the last value shows
 * the new first or last one.
 */
export const keptZoom = ({ start, end, startValue, endValue }: Zoom): Readonly<Record<string, number>> => ({
  ...(start <= 0 ? { start: 0 } : { startValue }),
  ...(end >= 100 ? { end: 100 } : { endValue }),
});

/** The part that a key asks for, in percent; undefined for a key that neither moves nor zooms. */
export const zoomByKey = (key: string, { start, end }: Zoom): { start: number; end: number } | undefined => {
  const width = end - start;
  const around = (factor: number): { start: number; end: number } => {
    const half = Math.min(Math.max(width * factor, least), 100) / 2;
    return within((start + end) / 2 - half, half * 2);
  };
  const actions: Readonly<Record<string, () => { start: number; end: number }>> = {
    ArrowLeft: () => within(start - 0.15 * width, width),
    ArrowRight: () => within(start + 0.15 * width, width),
    '+': () => around(0.7),
    '=': () => around(0.7),
    '-': () => around(1 / 0.7),
    Home: () => ({ start: 0, end: 100 }),
    End: () => within(100 - width, width),
  };
  return actions[key]?.();
};

const within = (from: number, width: number): { start: number; end: number } => {
  const start = Math.min(Math.max(from, 0), 100 - width);
  return { start, end: start + width };
};
