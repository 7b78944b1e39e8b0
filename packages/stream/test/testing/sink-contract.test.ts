import { describe, expect, test } from 'vitest';
import { toSink } from '../../src/index.ts';
import { sinkContract } from '../../src/testing/index.ts';

const open = (keep: (id: string, n: number) => boolean) => async () => {
  const stored = new Map<string, number>();
  return {
    sink: toSink<number>(async (batch) => {
      for (const { id, value } of batch) if (keep(id, value)) stored.set(id, value);
    }),
    value: (n: number) => n,
    stored: async () => stored,
    close: async () => undefined,
  };
};

describe('the sink contract', () => {
  for (const { name, run } of sinkContract(open(() => true))) test(name, run);

  test('fails for a sink that loses a record', async () => {
    const [stores] = sinkContract(open((_id, n) => n !== 100));
    await expect(stores!.run()).rejects.toThrow('strictly deep-equal');
  });
});
