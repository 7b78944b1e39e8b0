import { describe, expect, test } from 'vitest';
import { contractCase } from '../../src/testing/contract-case.ts';

/** An object under test that records its calls. */
const noting = () => {
  const noted: string[] = [];
  const open = async () => {
    noted.push('opened');
    return { close: async () => void noted.push('closed') };
  };
  return { noted, open };
};

describe('a case of a contract', () => {
  test('opens a new object each time, and closes it', async () => {
    const { noted, open } = noting();
    const { name, run } = contractCase('holds', open, async () => void noted.push('checked'));
    expect([name, noted]).toEqual(['holds', []]);
    await run();
    await run();
    expect(noted).toEqual(['opened', 'checked', 'closed', 'opened', 'checked', 'closed']);
  });

  test.each([
    ['rejects', async () => Promise.reject(new Error('does not hold'))],
    [
      'throws',
      (): Promise<void> => {
        throw new Error('does not hold');
      },
    ],
  ])('closes it when the check %s, and rejects', async (_, check) => {
    const { noted, open } = noting();
    await expect(contractCase('fails', open, check).run()).rejects.toThrow('does not hold');
    expect(noted).toEqual(['opened', 'closed']);
  });
});
