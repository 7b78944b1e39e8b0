import { createRequire } from 'node:module';
import { findTfjsNode } from '@penstock/tfjs-node';
import type * as tfjs from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { engineSuite } from './engine-suite.ts';

const { path, missing } = findTfjsNode();

it('tfjs-node is there, or the reason why it is not', () => {
  expect([path, missing].filter((said) => said !== undefined)).toHaveLength(1);
});

// Not registered elsewhere, rather than skipped: it has no addon that every machine can get.
if (path !== undefined) engineSuite('tensorflow', createRequire(import.meta.url)(path) as typeof tfjs);
