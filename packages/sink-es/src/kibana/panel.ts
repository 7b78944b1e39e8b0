import type { KibanaFormat, SavedObject } from './saved-object.ts';

/** A time range. Each end is an instant in ISO 8601, or an expression of Kibana such as `now-1y`. */
export interface TimeRange {
  readonly from: string;
  readonly to: string;
}

/** One chart or table of a dashboard. */
export interface Panel {
  readonly title: string;
  readonly type: 'lens' | 'visualization';
  /** The data views that the panel reads, each with the fields that it needs. */
  readonly reads: ReadonlyArray<{
    readonly view: { readonly id: string; readonly index: string; readonly time: string };
    readonly fields: readonly string[];
  }>;
  /** Fixed time range of the panel, as in `{ ...candleChart(…), timeRange }`; default the dashboard's time range. */
  readonly timeRange?: TimeRange;
  readonly toSavedObject: (format: KibanaFormat) => SavedObject;
}
