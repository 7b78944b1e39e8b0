import type {
  AutoscaleInfo,
  IPrimitivePaneView,
  ISeriesPrimitive,
  Logical,
  SeriesAttachedParameter,
  Time,
  UTCTimestamp,
} from 'lightweight-charts';
import type { Ahead } from '../../src/board/api.ts';
import { colour } from '../theme/palette.ts';

type Target = Parameters<NonNullable<ReturnType<IPrimitivePaneView['renderer']>>['draw']>[0];

/** Draws the bands of a forecast on the price chart, behind its line. */
export class ForecastBands implements ISeriesPrimitive<Time> {
  #chart: SeriesAttachedParameter<Time> | undefined;
  #ahead: Ahead | undefined;
  readonly #views: readonly IPrimitivePaneView[] = [
    { zOrder: () => 'bottom', renderer: () => ({ draw: (target) => this.#draw(target) }) },
  ];

  attached(chart: SeriesAttachedParameter<Time>): void {
    this.#chart = chart;
  }

  detached(): void {
    this.#chart = undefined;
  }

  /** Draws another forecast, or none. */
  show(ahead: Ahead | undefined): void {
    this.#ahead = ahead;
    this.#chart?.requestUpdate();
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.#views;
  }

  /** The price axis needs room for the bands. */
  autoscaleInfo(_from: Logical, to: Logical): AutoscaleInfo | null {
    const first = this.#ahead && this.#x(this.#ahead.times[0]!)?.index;
    if (!this.#ahead || first === undefined || to < first) return null;
    const bounds = [...this.#ahead.lower95, ...this.#ahead.upper95].filter((bound) => bound !== null);
    return bounds.length === 0
      ? null
      : { priceRange: { minValue: Math.min(...bounds), maxValue: Math.max(...bounds) } };
  }

  #x(time: number): { index: number; x: number } | undefined {
    const scale = this.#chart?.chart.timeScale();
    const seconds = (time / 1_000) as UTCTimestamp;
    const [index, x] = [scale?.timeToIndex(seconds), scale?.timeToCoordinate(seconds)];
    return typeof index === 'number' && typeof x === 'number' ? { index, x } : undefined;
  }

  #draw(target: Target): void {
    const ahead = this.#ahead;
    if (!ahead) return;
    target.useMediaCoordinateSpace(({ context }) => {
      for (const [lower, upper, opacity] of [
        [ahead.lower95, ahead.upper95, 0.14],
        [ahead.lower80, ahead.upper80, 0.22],
      ] as const) {
        const corners = [...this.#points(ahead.times, upper), ...this.#points(ahead.times, lower).toReversed()];
        if (corners.length < 4) continue;
        context.beginPath();
        for (const [x, y] of corners) context.lineTo(x, y);
        context.fillStyle = colour('forecast', opacity);
        context.fill();
      }
    });
  }

  #points(times: readonly number[], prices: ReadonlyArray<number | null>): ReadonlyArray<readonly [number, number]> {
    return times.flatMap((time, i) => {
      const price = prices[i];
      if (typeof price !== 'number') return [];
      const [x, y] = [this.#x(time)?.x, this.#chart?.series.priceToCoordinate(price)];
      return typeof x === 'number' && typeof y === 'number' ? [[x, y] as const] : [];
    });
  }
}
