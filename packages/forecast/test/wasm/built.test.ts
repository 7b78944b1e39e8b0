import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { built } from '../../src/wasm/build-kernel.mjs';

// Compiling takes a few seconds, and longer on a busy machine.
test(
  'equals the compiled sources: if this fails, run "node src/wasm/build-kernel.mjs" in packages/forecast',
  { timeout: 120_000 },
  async () => {
    const committed = readFileSync(new URL('../../src/wasm/built.ts', import.meta.url), 'utf8');
    expect(await built()).toBe(committed);
  },
);
