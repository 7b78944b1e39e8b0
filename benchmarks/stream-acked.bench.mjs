// The acknowledged path beside bare RxJS, which keeps no position and promises nothing.
import { bufferCount, filter, from, lastValueFrom, map } from 'rxjs';
import { batch, deliver, filterValue, mapValue, run, settle } from '../packages/stream/dist/index.js';

const records = 1_000_000;
const input = Array.from({ length: records }, (_, n) => ({ price: n + 0.5, size: 1 }));

const millionsASecond = async (work) => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return records / (user + system);
};

export default {
  name: 'stream-acked',
  peer: 'bare RxJS: from, map, filter, bufferCount',
  unit: 'million records a processor second',
  higherIsBetter: true,
  ours: () =>
    millionsASecond(() =>
      run(
        deliver(input, { maxInFlight: 20_000 }),
        mapValue(({ price, size }) => price * size),
        filterValue((value) => value > 10),
        batch({ maxBatch: 1_000 }),
        settle(),
      ),
    ),
  theirs: () =>
    millionsASecond(() =>
      lastValueFrom(
        from(input).pipe(
          map(({ price, size }) => price * size),
          filter((value) => value > 10),
          bufferCount(1_000),
        ),
      ),
    ),
};
