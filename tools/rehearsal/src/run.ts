import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The environment and folder of a program, when they differ from this process. */
export interface Surroundings {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Runs a program and resolves with its output.
 *
 * @throws (rejects with) an `Error` with the whole output, when the exit code is not 0.
 */
export const run = async (
  program: string,
  args: readonly string[],
  { cwd, env }: Surroundings,
): Promise<{ stdout: string; stderr: string }> => {
  try {
    return await execute(program, args, { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 });
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')} failed in ${cwd}:\n${stdout}\n${stderr}`, { cause });
  }
};
