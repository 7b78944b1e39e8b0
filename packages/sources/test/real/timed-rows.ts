import { deadLetter, deliver, run, settle, tapValue } from '@penstock/stream';
import { fromKafka, toKafka } from '../../src/kafka/index.ts';
import type { ToKafkaOptions } from '../../src/kafka/index.ts';
import { connection } from './cluster.ts';

/** A record that is sent with its own time. */
export interface Row {
  readonly name: string;
  readonly time: number;
}

export const day = 86_400_000;
export const rowsAt = (...times: number[]): Row[] => times.map((time, n) => ({ name: `row ${n}`, time }));

/** Reads a topic to its end; returns each row with the time of its record. */
export const timesOf = async (topic: string): Promise<Array<readonly [string, number | undefined]>> => {
  const seen: Array<readonly [string, number | undefined]> = [];
  await run(
    fromKafka<Row>(connection, { topic, group: `${topic}-${Math.random()}`, until: 'end', tombstones: 'reject' }),
    tapValue(({ name }, { time }) => void seen.push([name, time])),
    settle(),
  );
  return seen;
};

export const send = (topic: string, rows: readonly Row[], options: Partial<ToKafkaOptions<Row>> = {}) => {
  const rejected: Array<readonly [string, string]> = [];
  const onReject = deadLetter(async ({ value, code }) => void rejected.push([(value as Row).name, code]));
  return run(deliver(rows, { time: ({ time }) => time, onReject }), toKafka(connection, { topic, ...options })).then(
    (counts) => ({ ...counts, rejected }),
  );
};
