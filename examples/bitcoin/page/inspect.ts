/**
 * What a chart shows, for tests and for a look in the browser's console: `penstockCharts.price()`.
 *
 * The values are read from the chart library's own instance, so that a test compares what the library got.
 */
export interface ChartView {
  /** The data of each series by name, as the library holds it. */
  readonly series: Readonly<Record<string, readonly unknown[]>>;
  /** The first and last time that is visible, milliseconds since the epoch; absent where the chart does not zoom. */
  readonly visible?: { readonly from: number; readonly to: number } | undefined;
}

const charts: Record<string, () => ChartView> = {};
Object.assign(globalThis, { penstockCharts: charts });

/** Makes what a chart shows readable as `penstockCharts.NAME()`. */
export const inspectable = (name: string, view: () => ChartView): void => {
  charts[name] = view;
};
