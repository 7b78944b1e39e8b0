// A group of processes that read one topic together: their rate, and their partitions.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ask = async (child) => {
  const answered = new AbortController();
  const { signal } = answered;
  child.send({});
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`A member ended by itself with exit code ${code}.`);
      }),
    ]);
  } finally {
    answered.abort();
  }
};

const sorted = ({ held }) => held.toSorted((a, b) => a - b);

/** True when every partition has exactly one owner, and the numbers of partitions differ by at most one. */
const isShared = (members, partitions) => {
  const held = members.flatMap(({ held }) => held);
  const counts = members.map(({ held }) => held.length);
  return (
    held.length === partitions && new Set(held).size === partitions && Math.max(...counts) - Math.min(...counts) <= 1
  );
};

/**
 * Starts `processes` members in a new group, waits until the partitions are shared, and counts for `seconds` the
 * records that they settle. Resolves with `{ rate, held }`: records per second, and the partitions of each member.
 */
export const readTogether = async ({ brokers, topic, partitions, processes, sinkMs, seconds }) => {
  const group = randomUUID();
  const children = Array.from({ length: processes }, () =>
    fork(join(import.meta.dirname, 'scale-out.mjs'), [brokers.join(','), topic, group, String(sinkMs)]),
  );
  const ended = Promise.all(children.map((child) => once(child, 'exit')));
  const askAll = () => Promise.all(children.map(ask));
  try {
    const deadline = Date.now() + 30_000;
    let before = await askAll();
    while (!isShared(before, partitions) || before.some(({ settled }) => settled === 0)) {
      if (Date.now() > deadline)
        throw new Error(
          `Expected ${processes} members to share ${partitions} partitions within 30 s; got ${JSON.stringify(before)}.`,
        );
      await sleep(100);
      before = await askAll();
    }
    const began = performance.now();
    await sleep(seconds * 1_000);
    const after = await askAll();
    const elapsed = (performance.now() - began) / 1_000;
    const held = after.map(sorted);
    if (JSON.stringify(before.map(sorted)) !== JSON.stringify(held))
      throw new Error('The group rebalanced during the measurement. Run the benchmark again.');
    return { rate: after.reduce((sum, { settled }, n) => sum + settled - before[n].settled, 0) / elapsed, held };
  } finally {
    for (const child of children) if (child.connected) child.disconnect();
    const hung = setTimeout(() => children.forEach((child) => child.kill('SIGKILL')), 20_000);
    await ended;
    clearTimeout(hung);
  }
};
