import { createReadStream } from 'node:fs';
import { type Duplex, pipeline } from 'node:stream';

/**
 * Pours a file into `target`, which an abort of `signal` closes at once. The file is then closed as soon as its read
 * ends: of a pipe or of a network folder that may be never, and Node cannot break it off.
 */
export const pour = <D extends Duplex>(path: string, target: D, signal: AbortSignal): D => {
  signal.throwIfAborted();
  // What goes wrong is seen by whoever reads the target.
  pipeline(createReadStream(path), target, () => undefined);
  signal.addEventListener('abort', () => target.destroy(), { once: true });
  return target;
};
