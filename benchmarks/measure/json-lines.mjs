import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { python } from './peer-python.mjs';

/**
 * Runs a Python program of `peers/` with `task` as JSON on its standard input. Resolves with the objects that it
 * prints, one for each line. The program is stopped after `limit` seconds; the lines until then count.
 */
export const jsonLines = async (program, task, limit = Infinity) => {
  const path = fileURLToPath(new URL(`../peers/${program}`, import.meta.url));
  const child = spawn(python, [path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const timer = limit === Infinity ? undefined : setTimeout(() => child.kill(), limit * 1000);
  child.stdin.end(JSON.stringify(task));
  const lines = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(JSON.parse(line));
  clearTimeout(timer);
  const [status] = await closed;
  if (status !== 0 && !child.killed) throw new Error(`${program} ended with exit code ${status}.`);
  return lines;
};
