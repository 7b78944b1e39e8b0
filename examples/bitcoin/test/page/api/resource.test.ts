import { afterEach, expect, test, vi } from 'vitest';
import { Resource } from '../../../page/api/resource.ts';

afterEach(() => vi.unstubAllGlobals());

const answers = (...bodies: ReadonlyArray<() => Response>) => {
  const next = [...bodies];
  vi.stubGlobal('fetch', async () => next.shift()!());
};

test('the newest answer stays when a later request fails, and listeners get the failure', async () => {
  answers(
    () => Response.json({ rows: 3 }),
    () => Response.json({ error: { code: 'PENSTOCK_STORE_UNAVAILABLE', message: 'No answer.' } }, { status: 500 }),
  );
  const resource = new Resource<{ rows: number }>('api/anomalies');
  const kinds: string[] = [];
  resource.subscribe(({ kind }) => kinds.push(kind));
  await resource.load();
  await resource.load();
  expect(kinds).toEqual(['loading', 'ready', 'failed']);
  expect(resource.latest).toEqual({ rows: 3 });
});

test('an answer that comes after the answer to a later request is ignored', async () => {
  let answerFirst = (): void => {};
  const bodies = [
    new Promise<Response>((resolve) => {
      answerFirst = () => resolve(Response.json(1));
    }),
    Promise.resolve(Response.json(2)),
  ];
  vi.stubGlobal('fetch', () => bodies.shift()!);
  const resource = new Resource<number>('api/prices');
  const first = resource.load();
  await resource.load();
  answerFirst();
  await first;
  expect(resource.latest).toBe(2);
});
