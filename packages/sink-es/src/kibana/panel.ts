import type { KibanaFormat, SavedObject } from './saved-object.ts';

/** A range of time, each end an instant of ISO 8601 or one of Kibana's own such as `now-1y`. */
export interface TimeRange {
  readonly from: string;
  readonly to: string;
}

/** One chart or table of a dashboard. */
export interface Panel {
  readonly title: string;
  readonly type: 'lens' | 'visualization';
  /** What it reads: each view with the fields of it. */
  readonly reads: ReadonlyArray<{
    readonly view: { readonly id: string; readonly index: string; readonly time: string };
    readonly fields: readonly string[];
  }>;
  /** Kept to whatever the dashboard looks at, as in `{ ...candleChart(…), timeRange }`; default the dashboard's. */
  readonly timeRange?: TimeRange;
  readonly toSavedObject: (format: KibanaFormat) => SavedObject;
}
