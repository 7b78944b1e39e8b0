/**
 * What a chart shows, for tests and for the browser's console: `penstockCharts.price()`.
 *
 * The values come from the chart library's own instance, so that a test compares what the library received.
 */
export interface ChartView {
  /** The data of each series by name, as the library holds it. */
  readonly series: Readonly<Record<string, readonly unknown[]>>;
  /** The first and last visible time, milliseconds since the epoch; absent if the chart does not zoom. */
  readonly visible?: { readonly from: number; readonly to: number } | undefined;
}

const charts: Record<string, () => ChartView> = {};
Object.assign(globalThis, { penstockCharts: charts });

/** Adds `penstockCharts.NAME()`, which returns what a chart shows. */
export const inspectable = (name: string, view: () => ChartView): void => {
  charts[name] = view;
};
