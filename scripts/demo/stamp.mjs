import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../pnpm.mjs';

const path = join(root, '.cache/demo.json');

/**
 * Reads what the demo was installed and built from, and how long both took the last time; empty when nothing is known.
 */
export function readStamp() {
  try {
    const stamp = JSON.parse(readFileSync(path, 'utf8'));
    return typeof stamp === 'object' && stamp !== null ? stamp : {};
  } catch {
    return {};
  }
}

export function writeStamp(stamp) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, JSON.stringify(stamp));
  renameSync(draft, path);
}
