import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { serversError } from '../errors.ts';

const execute = promisify(execFile);

/** Runs a short command to its end. @throws `PENSTOCK_SERVER_FAILED` with what it printed. */
export async function runTool(command: string, args: readonly string[], signal?: AbortSignal): Promise<string> {
  try {
    return (await execute(command, args, { signal })).stdout;
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string; message: string };
    const said = `${stdout}${stderr}`.trimEnd() || message;
    throw serversError('PENSTOCK_SERVER_FAILED', `${command} failed:\n${said}`, error);
  }
}
