import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The shell replaces itself with the command, and leaves a second shell that waits on standard input. Only the caller
 * holds the other end of this pipe, and the system closes it however the caller ends, also after SIGKILL.
 */
const killWithCaller = 'exec 3<&0; { read -r _; kill -9 $$; } <&3 >/dev/null 2>&1 & exec "$@" 3<&- </dev/null';

/** Starts a command that is killed when this process ends. Its output is appended to `log`. */
export function spawnGuarded(command: string, args: readonly string[], log: string): ChildProcess {
  const output = openSync(log, 'a');
  try {
    const child = spawn('/bin/sh', ['-c', killWithCaller, 'sh', command, ...args], {
      stdio: ['pipe', output, output],
      // In its own process group, so that Ctrl-C reaches only the caller, which then stops it in order.
      detached: true,
    });
    child.stdin?.on('error', () => {});
    // The waiting shell ends with the command, so that it never kills a later process with the same id.
    child.once('exit', () => child.stdin?.destroy());
    child.unref();
    (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
    return child;
  } finally {
    closeSync(output);
  }
}

/** A temporary folder that is removed with this process. */
export interface GuardedFolder {
  readonly path: string;
  /** Removes the folder now. */
  remove(): Promise<void>;
  /** Keeps the folder, for inspection. */
  keep(): void;
}

// The pause lets the guarded processes that write into the folder end first.
const removeWithCaller = 'read -r word; [ "$word" = keep ] && exit; sleep 1; rm -rf "$1"';

/** Makes a temporary folder that is removed when this process ends, however it ends. */
export async function guardedFolder(prefix: string): Promise<GuardedFolder> {
  const path = await mkdtemp(join(tmpdir(), prefix));
  const guard = spawn('/bin/sh', ['-c', removeWithCaller, 'sh', path], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.stdin.on('error', () => {});
  guard.unref();
  (guard.stdin as unknown as { unref?: () => void }).unref?.();
  const keep = (): void => {
    guard.stdin.end('keep\n');
  };
  return {
    path,
    keep,
    remove: async () => {
      keep();
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
