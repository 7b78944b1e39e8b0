import assert from 'node:assert/strict';
import { test } from 'node:test';
import { injectedAt, injections } from '../../benchmarks/anomalies/injections.mjs';
import { falseAlarmsOf, foundOf, incidentsOf } from '../../benchmarks/anomalies/measures.mjs';
import { ordinary, period } from '../../benchmarks/anomalies/series.mjs';

const deviationOf = (values) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
};
const differences = (values, lag = 1) => values.slice(lag).map((value, row) => value - values[row]);
const near = (actual, expected, tolerance) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, not ${expected}`);

test('neighbouring rows of at least the severity are one incident', () => {
  assert.equal(incidentsOf(Float64Array.of(60, 60, 0, 50, 49, 80), 50), 3);
  assert.equal(incidentsOf(Float64Array.of(60, 60, 0, 50, 49, 80), 50, 1), 3);
  assert.equal(incidentsOf(Float64Array.of(60, 60, 0, 50, 49, 80), 75), 1);
});

test('false alarms are counted only in judged rows', () => {
  const severities = new Float64Array(100);
  severities.set([80, 80, 60], 50);
  const judge = () => ({ severities, from: 20 });
  const found = falseAlarmsOf(ordinary['white noise'], judge, { count: 2, rows: 100 });
  assert.deepEqual(found, { incidents: 1_000 / 80, critical: (100 * 2) / 80, judged: 160 });
});

test('an injection is found when the first alarm comes in time', () => {
  // Alarms at a row whose value exceeds 3.9, as the injected spike does and noise almost never does.
  const judge = ({ values }) => ({ severities: values.map((value) => (Math.abs(value) > 3.9 ? 100 : 0)), from: 0 });
  const spike = injections.find(({ base, kind }) => base === 'noise' && kind === 'spike of 6');
  const { found, delay, byChance } = foundOf(spike, judge, { count: 50 });
  near(found, 98, 2);
  assert.equal(delay, 0);
  assert.equal(byChance, 0);
  const late = ({ values }) => ({ severities: values.map((_, row) => (row === injectedAt + 1 ? 100 : 0)), from: 0 });
  assert.deepEqual(foundOf(spike, late, { count: 2 }), { found: 0, delay: undefined, byChance: 0 });
  assert.deepEqual(foundOf({ ...spike, within: 2 }, late, { count: 2 }), { found: 100, delay: 1, byChance: 100 });
});

test('the series have the properties that their names say, and are the same in each run', () => {
  const rows = 20_000;
  const of = (name, seed = 1) => ordinary[name](rows, seed).values;
  near(deviationOf(of('white noise')), 1, 0.03);
  near(deviationOf(differences(of('random walk'))), 1, 0.03);
  // The difference over one day removes the season, and has the noise of both days.
  near(deviationOf(differences(of('daily season with noise'), period)), Math.SQRT2, 0.05);
  near(deviationOf(of('daily season with noise')), Math.sqrt(1 + 5 ** 2 / 2), 0.1);
  const prices = of('simulated prices');
  assert.ok(prices.every((price) => price > 0 && Number.isFinite(price)));
  near(deviationOf(differences(prices.map(Math.log))), 0.03, 0.01);
  for (const make of Object.values(ordinary)) {
    assert.deepEqual(make(50, 1), make(50, 1));
    assert.notDeepEqual(make(50, 1), make(50, 2));
  }
});

test('an injection changes no row before it', () => {
  assert.equal(injections.length, 14);
  for (const { kind, series, without } of injections) {
    const [injected, usual] = [series(3), without(3)];
    assert.deepEqual(injected.times, usual.times);
    assert.deepEqual(injected.values.slice(0, injectedAt), usual.values.slice(0, injectedAt), kind);
    assert.notDeepEqual(
      injected.values.slice(injectedAt, injectedAt + 50),
      usual.values.slice(injectedAt, injectedAt + 50),
    );
  }
});

test('injections have the size that their names say', () => {
  const changeOf = (base, kind, seed = 2) => {
    const { series, without } = injections.find((each) => each.base === base && each.kind === kind);
    const usual = without(seed).values;
    return series(seed).values.map((value, row) => value - usual[row]);
  };
  for (const base of ['noise', 'season']) {
    near(changeOf(base, 'spike of 6')[injectedAt], 6, 1e-9);
    near(changeOf(base, 'dip of 6')[injectedAt], -6, 1e-9);
    near(changeOf(base, 'dip of 6')[injectedAt + 1], 0, 1e-9);
    near(changeOf(base, 'level shift of 4')[999], 4, 1e-9);
    near(changeOf(base, 'level shift of 4', 3)[999], -4, 1e-9);
    near(changeOf(base, 'slope of 0.1 a row')[injectedAt + 20], 2, 1e-9);
  }
  const stuck = injections.find(({ kind }) => kind === 'stuck for 50 rows').series(1).values;
  assert.equal(new Set(stuck.slice(injectedAt, injectedAt + 50)).size, 1);
  assert.notEqual(stuck[injectedAt + 50], stuck[injectedAt]);
});
