import { expect, test } from 'vitest';
import { AnomalyDetector, detectAnomalies } from '../../src/index.ts';
import { ruleFor } from '../../src/anomaly/rules.ts';
import type { AnomalyOptions, AnomalyRule } from '../../src/index.ts';
import { noise } from '../flow/anomalies/noise.ts';

/** Noise around 5, with one high and one low spike. */
const series = (): { times: Float64Array; values: Float64Array } => {
  const values = Float64Array.from(noise(400, 17));
  values[200] = 50;
  values[320] = -40;
  return { times: Float64Array.from(values, (_, i) => i), values };
};
const found = (options: AnomalyOptions) => detectAnomalies(series(), options).anomalies.map(({ time }) => time);

test('finds spikes on both sides without rules', () => {
  expect(found({})).toEqual([200, 320]);
});

test('raises alarms only for the side that counts', () => {
  expect(found({ sides: 'high' })).toEqual([200]);
  expect(found({ sides: 'low' })).toEqual([320]);
});

test.each<[string, Omit<AnomalyRule, 'action'>, number[]]>([
  ['actual below', { actual: { below: 0 } }, [200]],
  ['actual above', { actual: { above: 10 } }, [320]],
  ['typical below', { typical: { below: 100 } }, []],
  ['typical above', { typical: { above: 100 } }, [200, 320]],
  ['difference below', { difference: { below: 60 } }, []],
  ['two ranges that must both match', { actual: { above: 10 }, difference: { above: 1_000 } }, [200, 320]],
])('skips rows by %s', (_name, ranges, expected) => {
  expect(found({ rules: [{ action: 'skip', ...ranges }] })).toEqual(expected);
});

test('learns from ignored rows, and not from skipped ones', () => {
  const { times, values } = series();
  const later = values.map((value, row) => value + row / 20);
  const typical = (action: AnomalyRule['action']) =>
    detectAnomalies({ times, values: later }, { rules: [{ action, difference: { below: 1_000 } }] });
  const { severity, typical: learnt } = typical('ignore');
  expect(learnt).toEqual(detectAnomalies({ times, values: later }).typical);
  expect(Math.max(...severity)).toBe(0);
  expect(typical('skip').typical).toEqual(later);
});

test.each<[AnomalyRule['action'][], AnomalyRule['action']]>([
  [['ignore', 'skip'], 'skip'],
  [['skip', 'ignore'], 'skip'],
  [['reset', 'ignore', 'skip'], 'reset'],
])('of the matching rules %j, %s has priority', (several, first) => {
  const rules = several.map((action) => ({ action, actual: { above: 40 } }));
  expect(ruleFor(rules, { actual: 41, typical: 5 })).toBe(first);
  expect(ruleFor(rules, { actual: 40, typical: 5 })).toBeNull();
});

test('begins no incident at a skipped row, so the next row can raise an alarm', () => {
  const { times, values } = series();
  values[205] = 45;
  const rules: readonly AnomalyRule[] = [{ action: 'skip', actual: { above: 48 } }];
  const { anomalies, evidence } = detectAnomalies({ times, values }, { rules });
  expect(evidence[200]).toBe(0);
  expect(anomalies[0]!.time).toBe(205);
});

test('forgets the model at a reset, and learns from 100 rows again', () => {
  const rules: readonly AnomalyRule[] = [
    { action: 'skip', actual: { above: 49 } },
    { action: 'reset', actual: { above: 40 } },
  ];
  const detector = new AnomalyDetector({ rules });
  const anew = new AnomalyDetector({ rules });
  const { times, values } = series();
  for (const [i, time] of times.entries()) {
    const verdict = detector.add({ time, value: values[i]! });
    if (i < 100 || (i > 200 && i <= 300)) expect(verdict).toBeNull();
    if (i === 200) expect(verdict).toMatchObject({ severity: 0, incident: null });
    if (i > 200) expect(verdict).toEqual(anew.add({ time, value: values[i]! }));
  }
  expect(detector.snapshot()).toEqual(anew.snapshot());
});

test.each<[unknown, string]>([
  [{}, 'list of rules'],
  [[{ action: 'drop', actual: { above: 1 } }], 'rules[0]'],
  [[{ action: 'skip', actual: {} }], 'rules[0].actual'],
  [[{ action: 'skip', actual: { above: Number.NaN } }], 'rules[0].actual'],
  [[{ action: 'skip' }], 'rules[0]'],
  [[{ action: 'skip', actual: { over: 1 } }], 'over'],
])('refuses the rules %j', (rules, message) => {
  expect(() => new AnomalyDetector({ rules: rules as readonly AnomalyRule[] })).toThrow(
    expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining(message) }),
  );
});
