// Writing documents with ids to Elasticsearch 9.5: toElasticsearch beside the official helper and beside bare
// client.bulk, each at the fastest of several settings, on one server with the same settings. `HELPER=1000000:4` and
// `RAW=5000:2` name those instead of searching for them.
import { close, fastest, onServer, writers } from './es-bulk/writers.mjs';

const helper = process.env.HELPER ?? (await fastest('helper', [300_000, 1_000_000, 5_000_000], [1, 2, 4, 8]));
const raw = process.env.RAW ?? (await fastest('raw', [2_500, 5_000], [1, 2, 4]));

const common = {
  name: 'es-bulk',
  unit: 'thousand documents a second',
  higherIsBetter: true,
  runs: 7,
  ours: onServer(writers.penstock()),
};
const [flushBytes, concurrency] = helper.split(':');
const [perRequest, underWay] = raw.split(':');
export default [
  {
    ...common,
    peer: `helpers.bulk, ${flushBytes} bytes a request, ${concurrency} under way`,
    theirs: onServer(writers.helper(helper)),
  },
  {
    ...common,
    peer: `client.bulk, ${perRequest} documents a request, ${underWay} under way`,
    theirs: onServer(writers.raw(raw)),
    close,
  },
];
