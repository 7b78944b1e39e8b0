import type { KibanaFormat, SavedObject } from './saved-object.ts';

/** One chart or table of a dashboard. */
export interface Panel {
  readonly title: string;
  readonly type: 'lens' | 'visualization';
  /** What it reads: each view with the fields of it. */
  readonly reads: ReadonlyArray<{ readonly view: { readonly id: string; readonly index: string; readonly time: string }; readonly fields: readonly string[] }>;
  readonly toSavedObject: (format: KibanaFormat) => SavedObject;
}
