import type { Anomalies, AnomalyRow as Anomaly } from '../../src/board/api.ts';
import { severities, severityOf } from './severity.ts';
import type { Severity } from './severity.ts';

/** The columns by which the table can be sorted. */
export type SortKey = 'time' | 'severity' | 'actual' | 'typical' | 'factor' | 'kind';

export interface Order {
  readonly key: SortKey;
  readonly direction: 'ascending' | 'descending';
}

/** Which rows the table shows. */
export interface Filter {
  /**
   * Text to find in the description, the kind or the day (`2020-03`), in upper or lower case. The empty text finds all.
   */
  readonly text: string;
  readonly least: Severity;
  /** `undefined` means any kind. */
  readonly kind: string | undefined;
  /** Milliseconds since the epoch, `to` excluded; `undefined` means any time. */
  readonly span: { readonly from: number; readonly to: number } | undefined;
}

/** The filter that the page opens with: all rows. */
export const everything: Filter = { text: '', least: 'warning', kind: undefined, span: undefined };

/**
 * The filter after the rows were loaded again. It drops a kind that no row has, and a span that was picked among bars
 * of another width.
 */
export const carriedOver = (filter: Filter, before: Anomalies | undefined, now: Anomalies): Filter => ({
  ...filter,
  kind: now.rows.some(({ kind }) => kind === filter.kind) ? filter.kind : undefined,
  span: before !== undefined && before.interval !== now.interval ? undefined : filter.span,
});

/** The rows that pass the filter. */
export const filtered = (rows: readonly Anomaly[], { text, least, kind, span }: Filter): readonly Anomaly[] => {
  const wanted = text.trim().toLowerCase();
  return rows.filter(
    (row) =>
      (wanted === '' || searchable(row).includes(wanted)) &&
      severities.indexOf(severityOf(row.severity)) >= severities.indexOf(least) &&
      (kind === undefined || row.kind === kind) &&
      (span === undefined || (row.time >= span.from && row.time < span.to)),
  );
};

const searchable = ({ description, kind, time }: Anomaly): string =>
  `${description} ${kind} ${new Date(time).toISOString().slice(0, 10)}`.toLowerCase();

/** The rows in an order. Rows without the value come last in both directions. */
export const sorted = (rows: readonly Anomaly[], { key, direction }: Order): readonly Anomaly[] => {
  const sign = direction === 'ascending' ? 1 : -1;
  return rows.toSorted((a, b) => {
    const [x, y] = [a[key], b[key]];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (typeof x === 'string' ? x.localeCompare(String(y)) : x - Number(y));
  });
};
