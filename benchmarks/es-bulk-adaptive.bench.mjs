// The number of requests under way that toElasticsearch finds by itself, beside the best fixed one. `FIXED=2` names
// that instead of searching for it.
import { close, fastest, onServer, writers } from './es-bulk/writers.mjs';

const fixed = process.env.FIXED ?? (await fastest('penstock', [2_500], [1, 2, 4, 8])).split(':')[1];

export default {
  name: 'es-bulk-adaptive',
  peer: `toElasticsearch with ${fixed} under way`,
  unit: 'thousand documents a second',
  higherIsBetter: true,
  runs: 7,
  ours: onServer(writers.penstock()),
  theirs: onServer(writers.penstock(`2500:${fixed}`)),
  close,
};
