import { createSeriesMarkers } from 'lightweight-charts';
import type { ISeriesApi, ISeriesMarkersPluginApi, SeriesMarker, Time } from 'lightweight-charts';
import type { AnomalyRow as Anomaly } from '../../src/board/api.ts';
import { markOf, marked } from './marks.ts';

interface Range {
  readonly from: number;
  readonly to: number;
}

/** How long after the last zoom or move the marks are placed again, in milliseconds. */
const restMs = 100;

/** The marks of the most severe anomalies among the visible bars. */
export class AnomalyMarks {
  readonly #visible: () => Range | undefined;
  #plugin: ISeriesMarkersPluginApi<Time>;
  #rows: readonly Anomaly[] = [];
  #areShown = true;
  #picked: number | undefined;
  #placed = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `visible` returns the first and last visible time in milliseconds. */
  constructor(series: ISeriesApi<'Candlestick'> | ISeriesApi<'Line'>, visible: () => Range | undefined) {
    this.#plugin = createSeriesMarkers(series, []);
    this.#visible = visible;
  }

  /** Moves the marks to another series. */
  moveTo(series: ISeriesApi<'Candlestick'> | ISeriesApi<'Line'>): void {
    this.#plugin = createSeriesMarkers(series, []);
    this.place();
  }

  /** Marks these anomalies, or none. */
  show(rows: readonly Anomaly[], areShown: boolean): void {
    this.#rows = rows;
    this.#areShown = areShown;
    this.place();
  }

  /** Writes the description of an anomaly beside its mark, until another is picked. */
  pick(time: number): void {
    this.#picked = time;
    this.place();
  }

  /** Places the marks now, also if they are the same as before. */
  place(): void {
    this.#placed = '';
    this.#place();
  }

  /** Places the marks once the chart rests: the library goes through all bars to place new ones. */
  placeSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#place(), restMs);
  }

  get placed(): ReadonlyArray<SeriesMarker<Time>> {
    return this.#plugin.markers();
  }

  #place(): void {
    const range = this.#visible();
    const rows = this.#areShown && range ? marked(this.#rows, range.from, range.to) : [];
    const key = `marks ${rows.map(({ time }) => time).join()}`;
    if (key === this.#placed) return;
    this.#placed = key;
    this.#plugin.setMarkers(rows.map((row) => markOf(row, row.time === this.#picked)));
  }
}
