/** The beginning of a stream, and the whole stream with that beginning. */
export interface WithHead<T> {
  /** Undefined when the stream is empty. */
  readonly head: T | undefined;
  readonly all: AsyncIterable<T>;
}

/** Reads chunks until `enough` accepts all that was read, or to the end of the stream. */
export const withHead = async <T extends Buffer | string>(
  source: AsyncIterable<T>,
  enough: (head: T) => boolean,
): Promise<WithHead<T>> => {
  const chunks = source[Symbol.asyncIterator]();
  let head: T | undefined;
  while (head === undefined || !enough(head)) {
    const next = await chunks.next();
    if (next.done) break;
    head = head === undefined ? next.value : joined(head, next.value);
  }
  return { head, all: rejoined(head, chunks) };
};

const joined = <T extends Buffer | string>(first: T, second: T): T =>
  (typeof first === 'string' ? first + String(second) : Buffer.concat([first, second as Buffer])) as T;

async function* rejoined<T>(head: T | undefined, rest: AsyncIterator<T>): AsyncGenerator<T, void, undefined> {
  if (head === undefined) return;
  yield head;
  yield* { [Symbol.asyncIterator]: () => rest };
}
