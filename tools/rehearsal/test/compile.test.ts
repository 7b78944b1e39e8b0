import { inject, test } from 'vitest';
import { entriesOf } from '../src/entries.ts';
import { compile } from '../src/compile.ts';
import type { Setting } from '../src/compile.ts';

/** Settings that have each compiler, each resolution and both kinds of types at least once. */
const few: Setting[] = [
  { compiler: '5.4', resolution: 'node16', node: false },
  { compiler: '5.9', resolution: 'bundler', node: false },
  { compiler: '6.0', resolution: 'nodenext', node: true },
];
const all: Setting[] = (['5.4', '5.9', '6.0'] as const).flatMap((compiler) =>
  (['node16', 'nodenext', 'bundler'] as const).flatMap((resolution) =>
    [true, false].map((node) => ({ compiler, resolution, node })),
  ),
);

test.each(process.env['PENSTOCK_LONG'] ? all : few)(
  "TypeScript $compiler compiles against the packages, with $resolution and Node's types: $node",
  async (setting) => compile(inject('installed'), await entriesOf(inject('released')), setting),
);
