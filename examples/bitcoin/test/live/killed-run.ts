import { expect } from 'vitest';
import type { Program } from '../built-program.ts';

/** Runs the program, and kills it `after` milliseconds after its first output. */
export const killedRun = async (program: Program, args: readonly string[], after: number): Promise<void> => {
  const { killed, errors } = await program.run(args, {}, (child) => {
    child.stderr!.once('data', () => setTimeout(() => child.kill('SIGKILL'), after));
  });
  expect({ killed, errors: killed ? '' : errors }).toEqual({ killed: true, errors: '' });
};
