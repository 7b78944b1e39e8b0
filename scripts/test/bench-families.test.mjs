import assert from 'node:assert/strict';
import { test } from 'node:test';
import { familyNames, loadFamily, optionsOf, selectFamilies } from '../bench/families.mjs';
import { UsageError } from '../usage-error.mjs';

const rejects = (promise, message) => assert.rejects(promise, { name: 'UsageError', message });
const family = (name, options) => ({ name, options });
const option = (fallback) => ({ default: fallback, about: 'an option' });

test('every family says what it measures and what its options mean', async () => {
  for (const name of familyNames()) {
    const { about, options, runs, variants } = await loadFamily(name);
    assert.equal(typeof about, 'string', name);
    assert.ok(runs > 0, name);
    assert.ok(Object.values(variants).length > 0, name);
    for (const each of Object.values(options)) {
      assert.match(typeof each.default, /number|string/, name);
      assert.equal(typeof each.about, 'string', name);
    }
  }
});

test('a name selects a family, a variant of it, or several variants', async () => {
  const chosen = await selectFamilies(['kafka-produce/simple', 'ohlc', 'kafka-produce/kafkajs']);
  assert.deepEqual(
    chosen.map(({ name, wanted }) => [name, wanted]),
    [
      ['kafka-produce', ['simple', 'kafkajs']],
      ['ohlc', ['pandas', 'loop', 'memory']],
    ],
  );
  assert.deepEqual(
    (await selectFamilies([])).map(({ name }) => name),
    familyNames(),
  );
});

test('an unknown name is refused, with the list of names', async () => {
  await rejects(selectFamilies(['kafka']), /got kafka\. There are: .*kafka-consume/);
  await rejects(selectFamilies(['ohlc/polars']), /got polars\. There are: pandas, loop, memory/);
});

test('an option replaces the default in each family that has it', () => {
  const families = [family('a', { records: option(9), mode: option('x') }), family('b', { records: option(5) })];
  const chosen = optionsOf(families, ['records=0', 'mode=y=z']);
  assert.deepEqual(chosen.get('a'), { records: 0, mode: 'y=z' });
  assert.deepEqual(chosen.get('b'), { records: 0 });
});

test('refuses an option that no family has, a value that is not a number, and a setting without a value', () => {
  const families = [family('a', { records: option(9) })];
  assert.throws(() => optionsOf(families, ['other=1']), UsageError);
  assert.throws(() => optionsOf(families, ['records=many']), /got many/);
  assert.throws(() => optionsOf(families, ['records=']), /got nothing/);
  assert.throws(() => optionsOf(families, ['records']), /NAME=VALUE/);
});
