// A consumer that is made to be killed: topic folder -> DuckDB file. `--receipt` makes it the mutant
// that commits on receipt, before anything is written.
import { DuckDBInstance } from '@duckdb/node-api';
import { fromTopic, memoryTopic } from '@penstock/sources';
import { run, tapValue, toSink } from '@penstock/stream';

const [directory, database, mode] = process.argv.slice(2);
const store = await DuckDBInstance.create(database);
const connection = await store.connect();
await connection.run('CREATE TABLE IF NOT EXISTS documents (id VARCHAR PRIMARY KEY, close DOUBLE)');

const topic = await memoryTopic({ name: 'bitcoin', partitions: 10, directory });
const sink = toSink(
  async (batch) => {
    // Slow enough that a kill meets work under way.
    await new Promise((resolve) => setTimeout(resolve, 5));
    await connection.run('BEGIN');
    for (const { id, value } of batch)
      await connection.run('INSERT OR REPLACE INTO documents VALUES ($1, $2)', [id, value.close]);
    await connection.run('COMMIT');
  },
  { maxBatch: 20 },
);
const onReceipt = tapValue((_value, delivery) => mode === '--receipt' && delivery.ack());

console.log('consuming');
await run(fromTopic(topic, { group: 'index', until: 'end', id: ({ date }) => date, commitEvery: 10 }), onReceipt, sink);
await topic.close();
connection.closeSync();
store.closeSync();
