import { demand, fieldsOf, numberOf, numbersOf } from '../saved/saved-fields.ts';
import { whyOf } from './report.ts';
import type { AutoCandidate, AutoReport } from './report.ts';

const states = ['used', 'left out', 'failed', 'no time'] as const;

const candidateOf = (saved: unknown): AutoCandidate => {
  const { name, state, error, weight, reason } = fieldsOf('each of "report.candidates"', saved);
  const known = states.find((one) => one === state);
  demand(typeof name === 'string' && known !== undefined, 'a name and a state on each of "report.candidates"');
  demand(reason === undefined || typeof reason === 'string', 'a text as "reason"');
  return {
    name,
    state: known,
    ...(error !== undefined && { error: numberOf('report.candidates.error', error) }),
    weight: numberOf('report.candidates.weight', weight),
    ...(reason !== undefined && { reason }),
  };
};

/** Checks and returns a saved report; throws `PENSTOCK_MODEL_INVALID`. */
export const savedReport = (saved: unknown): AutoReport => {
  const fields = fieldsOf('"report"', saved);
  const { periods, candidates } = fields;
  demand(Array.isArray(periods) && Array.isArray(candidates), 'periods and candidates in its "report"');
  const read = (name: string): number => numberOf(`report.${name}`, fields[name]);
  const facts = {
    horizon: read('horizon'),
    periods: numbersOf('report.periods', periods, periods.length),
    origins: read('origins'),
    candidates: candidates.map(candidateOf),
    naiveError: read('naiveError'),
    error: read('error'),
    gain: read('gain'),
    trust: read('trust'),
  };
  return { ...facts, why: whyOf(facts) };
};
