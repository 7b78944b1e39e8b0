import { execFileSync } from 'node:child_process';
import { arch, availableParallelism, platform, totalmem } from 'node:os';
import { root } from '../pnpm.mjs';

/** What a figure depends on beside the benchmark: commit, date, Node and machine; nothing that names the machine. */
export const facts = () => ({
  date: new Date().toISOString().slice(0, 10),
  commit: commit(),
  node: process.versions.node,
  machine: { cores: availableParallelism(), memory: `${Math.round(totalmem() / 2 ** 30)} GB`, system: system() },
});

const system = () => `${platform()} ${arch()}`;

const commit = () => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    // Not a clone, or no Git.
    return undefined;
  }
};
