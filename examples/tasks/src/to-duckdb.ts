import { DuckDBInstance } from '@duckdb/node-api';
import { simulateMarket } from '@penstock/sources';
import { deliver, ohlc, run, toSink } from '@penstock/stream';
import type { TradeCandle } from '@penstock/stream';

const database = await DuckDBInstance.create('candles.duckdb');
const connection = await database.connect();
await connection.run('CREATE TABLE IF NOT EXISTS candles (id VARCHAR PRIMARY KEY, time BIGINT, close DOUBLE)');

/** Writes a batch in one transaction. A candle that comes again replaces its row. */
const toDuckDb = toSink<TradeCandle>(async (batch) => {
  await connection.run('BEGIN');
  try {
    const insert = await connection.prepare('INSERT OR REPLACE INTO candles VALUES ($1, $2, $3)');
    for (const { id, value } of batch) {
      insert.bindVarchar(1, id);
      insert.bindBigInt(2, BigInt(value.time));
      insert.bindDouble(3, value.close);
      await insert.run();
    }
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK');
    throw error;
  }
});

const index = () =>
  run(
    deliver(simulateMarket({ seed: 7, interval: '1s', count: 3_600 }), { time: ({ time }) => time }),
    ohlc({ interval: '1m', price: ({ price }) => price }),
    toDuckDb,
  );

await index();
await index(); // Write the same candles again, as after a crash.
const { 0: row } = await (await connection.runAndReadAll('SELECT count(*)::INT, max(close) FROM candles')).getRows();
console.log(row);
connection.closeSync();
