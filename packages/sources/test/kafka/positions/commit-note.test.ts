import { describe, expect, test } from 'vitest';
import { judge, noteText, readNote } from '../../../src/kafka/positions/commit-note.ts';

const topic = { cluster: 'c', id: 'AAAAAAAAAAAAAAAAAAAAAQ' };
const note = { topic, flow: 'f', partitions: 3 };
const at = (offset: number | 'lost', metadata = noteText(note)) => ({ offset, metadata });

describe('the note beside a committed offset', () => {
  test('comes back as it was written, also without a topic', () => {
    for (const one of [note, { ...note, topic: undefined }]) expect(readNote(noteText(one))).toEqual(one);
  });

  test('is shorter than what any broker takes', () => {
    const longest = noteText({
      topic: { cluster: 'x'.repeat(36), id: 'x'.repeat(22) },
      flow: 'x'.repeat(8),
      partitions: 1_000_000,
    });
    expect(longest.length).toBeLessThan(256);
  });

  test.each([
    '',
    'null',
    '17',
    'checkpoint',
    '{',
    '{}',
    '[]',
    '{"penstock":2}',
    '{"penstock":1,"flow":7,"partitions":1}',
    '{"penstock":1,"flow":"f"}',
  ])('is not taken from what another client has written: %s', (metadata) => {
    expect(readNote(metadata)).toBeUndefined();
    expect(judge(at(7, metadata), topic)).toBe(7);
  });
});

describe('a committed offset', () => {
  test('counts in its own topic', () => expect(judge(at(7), topic)).toBe(7));
  test('does not count in a topic of the same name that was created later', () =>
    expect(judge(at(7), { ...topic, id: 'AAAAAAAAAAAAAAAAAAAAAg' })).toBe('replaced'));
  test('counts at 0 in any topic', () => expect(judge(at(0), { ...topic, id: 'AAAAAAAAAAAAAAAAAAAAAg' })).toBe(0));
  test('counts in the mirror of its topic in another cluster', () =>
    expect(judge(at(7), { cluster: 'd', id: 'AAAAAAAAAAAAAAAAAAAAAg' })).toBe(7));
  test('counts where the broker tells no topic ids', () => expect(judge(at(7), undefined)).toBe(7));
  test('stays lost', () => expect(judge(at('lost'), topic)).toBe('lost'));
  test('is none where nothing is committed', () => expect(judge(undefined, topic)).toBeUndefined());
});
