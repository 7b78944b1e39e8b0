import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { expect, test } from 'vitest';
import { tfjsEngine } from '../../src/tfjs/index.ts';
import { engineSuite } from './engine-suite.ts';

engineSuite('wasm', tf);

test.each([undefined, null, {}, 'tf'])('tfjsEngine refuses %o', (tf) => {
  expect(() => tfjsEngine(tf as never)).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
});
