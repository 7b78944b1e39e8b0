import { checkOptions } from '@penstock/stream/options';
import { forecastError } from '../errors.ts';

/** A range of numbers, both ends left out; a side that is not given has no end. */
export interface AnomalyRange {
  readonly above?: number;
  readonly below?: number;
}

/**
 * What is known of a series beforehand, as the custom rules of Elastic's anomaly detection: what becomes of a row that
 * fits all of the ranges given, which must be one at least.
 */
export interface AnomalyRule {
  /**
   * `ignore` gives the row severity 0, and the model learns from it. `skip` leaves the row out: it has severity 0, and
   * the model does not learn from it. `reset` forgets the model and all before the row as well: the next rows are the
   * first of a new series. Of several rules that fit, `reset` goes before `skip`, and `skip` before `ignore`.
   */
  readonly action: 'ignore' | 'skip' | 'reset';
  /** The value of the row. */
  readonly actual?: AnomalyRange;
  /** What the value was expected to be. */
  readonly typical?: AnomalyRange;
  /** The absolute difference of both. */
  readonly difference?: AnomalyRange;
}

// The later ones go before the earlier ones.
const actions: readonly AnomalyRule['action'][] = ['ignore', 'skip', 'reset'];
const quantities = ['actual', 'typical', 'difference'] as const;
const ruleNames = { action: true, actual: true, typical: true, difference: true } as const;

const isBound = (bound: unknown): boolean => bound === undefined || (typeof bound === 'number' && !Number.isNaN(bound));

const checkRange = (range: AnomalyRange, name: string): void => {
  const { above, below } = checkOptions(range, { above: true, below: true }, name);
  if (isBound(above) && isBound(below) && (above !== undefined || below !== undefined)) return;
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    `Expected ${name} to have a number as above, below or both; got ${JSON.stringify(range)}.`,
  );
};

/** Throws `PENSTOCK_BAD_OPTION`. */
export const checkRules = (rules: readonly AnomalyRule[]): readonly AnomalyRule[] => {
  if (!Array.isArray(rules)) {
    throw forecastError('PENSTOCK_BAD_OPTION', `Expected a list of rules as "rules"; got ${String(rules)}.`);
  }
  for (const [i, rule] of rules.entries()) {
    const { action } = checkOptions(rule, ruleNames, `rules[${i}]`);
    if (!actions.includes(action)) {
      throw forecastError(
        'PENSTOCK_BAD_OPTION',
        `Expected one of ${actions.join(', ')} as action of rules[${i}]; got ${String(action)}.`,
      );
    }
    const given = quantities.filter((name) => rule[name] !== undefined);
    if (given.length === 0) {
      throw forecastError(
        'PENSTOCK_BAD_OPTION',
        `Expected rules[${i}] to have a range of actual, typical or difference; got none, which would fit every row.`,
      );
    }
    for (const name of given) checkRange(rule[name], `rules[${i}].${name}`);
  }
  return rules;
};

const isWithin = (value: number, range: AnomalyRange | undefined): boolean =>
  range === undefined || (value > (range.above ?? -Infinity) && value < (range.below ?? Infinity));

/** What the rules say of a row; `null` where none fits it. */
export const ruleFor = (
  rules: readonly AnomalyRule[],
  { actual, typical }: { readonly actual: number; readonly typical: number },
): AnomalyRule['action'] | null => {
  let found: AnomalyRule['action'] | null = null;
  for (const rule of rules) {
    const fits =
      isWithin(actual, rule.actual) &&
      isWithin(typical, rule.typical) &&
      isWithin(Math.abs(actual - typical), rule.difference);
    if (fits && (found === null || actions.indexOf(rule.action) > actions.indexOf(found))) found = rule.action;
  }
  return found;
};
