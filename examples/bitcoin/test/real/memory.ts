import { execFile } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Looks at the resident memory of a process every few seconds until it ends, in MB. */
export const watchMemory = (child: ChildProcess, every: number): readonly number[] => {
  const samples: number[] = [];
  const timer = setInterval(() => {
    void run('ps', ['-o', 'rss=', '-p', String(child.pid)]).then(
      ({ stdout }) => samples.push(Number(stdout) / 1_024),
      () => undefined,
    );
  }, every);
  child.once('exit', () => clearInterval(timer));
  return samples;
};

/** The median of some values. */
export const medianOf = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
