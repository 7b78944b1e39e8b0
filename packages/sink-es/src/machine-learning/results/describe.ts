/** Comparison of an actual value with the typical one. */
export interface Comparison {
  /** `null` if both are equal. */
  readonly direction: 'higher' | 'lower' | null;
  /** The greater of the two values divided by the smaller one; `null` if one of them is 0 or their signs differ. */
  readonly factor: number | null;
  /** Kibana's text: `'1.4x higher'`, `'Unusually low'`, `'Unexpected zero value'`. */
  readonly description: string;
}

/** Compares an actual value with the typical one, with the texts and thresholds of Kibana's table of anomalies. */
export const describe = (actual: number, typical: number): Comparison => {
  if (actual === typical)
    return { direction: null, factor: actual === 0 ? null : 1, description: 'actual same as typical' };
  const direction = actual > typical ? 'higher' : 'lower';
  if (actual === 0) return { direction, factor: null, description: 'Unexpected zero value' };
  if (typical === 0) return { direction, factor: null, description: 'Unexpected non-zero value' };
  const ratio = actual > typical ? actual / typical : typical / actual;
  // For two negative values the ratio is below 1, since the greater one has the smaller magnitude.
  const factor = ratio > 0 ? Math.max(ratio, 1 / ratio) : null;
  return { direction, factor, description: inWords(ratio, direction) };
};

const inWords = (ratio: number, direction: 'higher' | 'lower'): string => {
  if (ratio > 100) return `More than 100x ${direction}`;
  if (ratio > 1.5) return `${Math.round(ratio)}x ${direction}`;
  if (ratio >= 1.05) return `${ratio.toPrecision(2)}x ${direction}`;
  return direction === 'higher' ? 'Unusually high' : 'Unusually low';
};
