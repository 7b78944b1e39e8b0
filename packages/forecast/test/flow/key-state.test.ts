import { describe, expect, test } from 'vitest';
import { newState, restoreState, snapshotOf } from '../../src/flow/key-state.ts';
import { meanForecaster } from './stub-forecaster.ts';

const settings = { history: 4, drift: undefined, forecaster: meanForecaster() };

describe('a stored state', () => {
  test('of another format version is not restored', () => {
    const stored = snapshotOf(newState(settings));
    expect(restoreState(stored, settings).series.latest).toBeUndefined();
    expect(() => restoreState({ ...stored, version: 2 }, settings)).toThrow(
      expect.objectContaining({
        code: 'PENSTOCK_FORMAT_UNSUPPORTED',
        message: expect.stringContaining('in format version 1; got version 2'),
      }),
    );
  });

  test('does not change when the state changes', () => {
    const state = newState(settings);
    state.series.add(1, 5);
    const stored = snapshotOf(state);
    state.series.add(2, 6);
    expect(stored.rows.values).toEqual(Float64Array.of(5));
  });
});
