/** How an actual value compares with the typical one. */
export interface Comparison {
  /** `null` where both are the same. */
  readonly direction: 'higher' | 'lower' | null;
  /** The greater of the two values by the smaller one; `null` where one of them is 0 or their signs differ. */
  readonly factor: number | null;
  /** In Kibana's words: `'1.4x higher'`, `'Unusually low'`, `'Unexpected zero value'`. */
  readonly description: string;
}

/** Compares an actual value with the typical one, in the words and steps that Kibana's table of anomalies has. */
export const describe = (actual: number, typical: number): Comparison => {
  if (actual === typical)
    return { direction: null, factor: actual === 0 ? null : 1, description: 'actual same as typical' };
  const direction = actual > typical ? 'higher' : 'lower';
  if (actual === 0) return { direction, factor: null, description: 'Unexpected zero value' };
  if (typical === 0) return { direction, factor: null, description: 'Unexpected non-zero value' };
  const ratio = actual > typical ? actual / typical : typical / actual;
  // Of two values below 0, the greater one is the smaller number without its sign.
  const factor = ratio > 0 ? Math.max(ratio, 1 / ratio) : null;
  return { direction, factor, description: inWords(ratio, direction) };
};

const inWords = (ratio: number, direction: 'higher' | 'lower'): string => {
  if (ratio > 100) return `More than 100x ${direction}`;
  if (ratio > 1.5) return `${Math.round(ratio)}x ${direction}`;
  if (ratio >= 1.05) return `${ratio.toPrecision(2)}x ${direction}`;
  return direction === 'higher' ? 'Unusually high' : 'Unusually low';
};
