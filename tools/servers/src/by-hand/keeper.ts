import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { startElasticsearch } from '../elasticsearch/elasticsearch.ts';
import { serversError } from '../errors.ts';
import { startKafka } from '../kafka/kafka.ts';
import { stateFile } from '../paths.ts';

/** The addresses of servers that were started by hand. */
export interface Addresses {
  readonly kafka: readonly string[];
  readonly elasticsearch: string;
}

/** The content of the state file, which the keeper process writes for `up` and `down`. */
export interface Kept {
  /** Process id of the keeper. */
  readonly pid: number;
  /** Undefined while they start. */
  readonly addresses?: Addresses;
}

/**
 * Starts the servers and keeps them until a signal comes. `up` runs this in a separate process, and the servers end
 * with that process. Its exit code and error report a failure to `up`; the state file reports success.
 */
export async function keep(elasticsearch: '7' | '9'): Promise<void> {
  const ending = new AbortController();
  const ended = new Promise((resolve) => ending.signal.addEventListener('abort', resolve));
  const end = (): void => ending.abort(new Error('stopped'));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);

  await mkdir(dirname(stateFile), { recursive: true });
  await claim();
  const starting = [
    startKafka({ signal: ending.signal }),
    startElasticsearch({ version: elasticsearch === '7' ? '7.17' : '9.5', signal: ending.signal }),
  ] as const;
  try {
    const [kafka, search] = await Promise.all(starting);
    await write({ pid: process.pid, addresses: { kafka: kafka.brokers, elasticsearch: search.url } });
    // A pending promise does not keep a process alive; a timer does.
    const alive = setInterval(() => {}, 2 ** 30);
    await ended;
    clearInterval(alive);
  } catch (error) {
    end();
    throw error;
  } finally {
    const started = await Promise.allSettled(starting);
    await Promise.all(started.map((result) => (result.status === 'fulfilled' ? result.value.stop() : undefined)));
    await rm(stateFile, { force: true });
  }
}

/** Creates the state file. When two processes start at the same time, one of them fails here. */
async function claim(): Promise<void> {
  try {
    await write({ pid: process.pid }, 'wx');
  } catch (error) {
    throw serversError('PENSTOCK_SERVERS_UP', `Servers are already up, or starting: ${stateFile}`, error);
  }
}

const write = (kept: Kept, flag = 'w'): Promise<void> => writeFile(stateFile, JSON.stringify(kept), { flag });
