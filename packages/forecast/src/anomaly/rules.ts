import { checkOptions } from '@penstock/stream/internal';
import { forecastError } from '../errors.ts';

/** A range of numbers that excludes its ends. Without `above` or `below`, the range is open on that side. */
export interface AnomalyRange {
  readonly above?: number;
  readonly below?: number;
}

/**
 * A rule for rows, like a custom rule of Elastic's anomaly detection. It applies to a row that is within all of its
 * ranges; at least one range is required.
 */
export interface AnomalyRule {
  /**
   * `ignore` gives the row severity 0, and the model still learns from it. `skip` gives the row severity 0, and the
   * model does not learn from it. `reset` also forgets the model and all rows before: the next row is the first of a
   * new series. If several rules apply, `reset` has priority over `skip`, and `skip` over `ignore`.
   */
  readonly action: 'ignore' | 'skip' | 'reset';
  /** The value of the row. */
  readonly actual?: AnomalyRange;
  /** The expected value. */
  readonly typical?: AnomalyRange;
  /** The absolute difference between the value and the expected value. */
  readonly difference?: AnomalyRange;
}

// In increasing order of priority.
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

/** Checks the rules and returns them; throws `PENSTOCK_BAD_OPTION`. */
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
        `Expected rules[${i}] to have a range of actual, typical or difference; got none, which would match every row.`,
      );
    }
    for (const name of given) checkRange(rule[name], `rules[${i}].${name}`);
  }
  return rules;
};

const isWithin = (value: number, range: AnomalyRange | undefined): boolean =>
  range === undefined || (value > (range.above ?? -Infinity) && value < (range.below ?? Infinity));

/** The action of the rules for a row; `null` if no rule applies. */
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
