import { describe, expect, test } from 'vitest';
import { judge, noteText, readNote } from '../../../src/kafka/positions/commit-note.ts';

const topic = { cluster: 'c', id: 'AAAAAAAAAAAAAAAAAAAAAQ' };
const note = { topic, flow: 'f', partitions: 3 };
const at = (offset: number | 'lost', metadata = noteText(note)) => ({ offset, metadata });

describe('the note of a committed offset', () => {
  test('is read as it was written, also without a topic', () => {
    for (const one of [note, { ...note, topic: undefined }]) expect(readNote(noteText(one))).toEqual(one);
  });

  test('is shorter than the limit of any broker', () => {
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
  ])('is not read from the text of another client: %s', (metadata) => {
    expect(readNote(metadata)).toBeUndefined();
    expect(judge(at(7, metadata), topic)).toBe(7);
  });
});

describe('a committed offset', () => {
  test('is valid in its own topic', () => expect(judge(at(7), topic)).toBe(7));
  test('is invalid in a topic of the same name that was created later', () =>
    expect(judge(at(7), { ...topic, id: 'AAAAAAAAAAAAAAAAAAAAAg' })).toBe('replaced'));
  test('is valid in any topic if it is 0', () =>
    expect(judge(at(0), { ...topic, id: 'AAAAAAAAAAAAAAAAAAAAAg' })).toBe(0));
  test('is valid in the mirror of its topic in another cluster', () =>
    expect(judge(at(7), { cluster: 'd', id: 'AAAAAAAAAAAAAAAAAAAAAg' })).toBe(7));
  test('is valid if the broker has no topic ids', () => expect(judge(at(7), undefined)).toBe(7));
  test('stays lost', () => expect(judge(at('lost'), topic)).toBe('lost'));
  test('is undefined if nothing is committed', () => expect(judge(undefined, topic)).toBeUndefined());
});
