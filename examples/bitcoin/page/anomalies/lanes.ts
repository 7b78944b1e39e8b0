import type { AnomalyRow as Anomaly } from '../../src/board/api.ts';

/** A stretch of time in a lane. */
export interface Cell {
  readonly from: number;
  /** Where the next cell begins. */
  readonly to: number;
  /** The severity of its most severe anomaly; null if it has none. */
  readonly severity: number | null;
  readonly count: number;
}

/** The anomalies of one kind over time, or of all kinds. */
export interface Lane {
  readonly name: string;
  readonly cells: readonly Cell[];
}

/**
 * Sorts anomalies into lanes: one lane of all, then one for each kind, by name. A lane has `count` cells of equal width
 * from `from` to `to` (whole milliseconds since the epoch, both included). A cell is at least a millisecond wide.
 */
export const lanesOf = (rows: readonly Anomaly[], from: number, to: number, count: number): readonly Lane[] => {
  // A cell narrower than a millisecond would contain no anomaly.
  const width = Math.max((to - from + 1) / count, 1);
  const kinds = [...new Set(rows.map(({ kind }) => kind))].toSorted();
  const lane = (name: string, own: readonly Anomaly[]): Lane => {
    const cells = Array.from({ length: count }, (_, i) => ({
      from: Math.round(from + i * width),
      to: Math.round(from + (i + 1) * width),
      severity: null as number | null,
      count: 0,
    }));
    for (const { time, severity } of own) {
      const cell = cells[Math.floor((time - from) / width)];
      if (!cell) continue;
      cell.severity = Math.max(cell.severity ?? 0, severity);
      cell.count += 1;
    }
    return { name, cells };
  };
  return [
    lane('Overall', rows),
    ...kinds.map((kind) =>
      lane(
        kind,
        rows.filter((row) => row.kind === kind),
      ),
    ),
  ];
};
