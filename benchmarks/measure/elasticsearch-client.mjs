import { createRequire } from 'node:module';

/** The official client, in the version of the sink's package. */
export const { Client } = createRequire(new URL('../../packages/sink-es/package.json', import.meta.url))(
  '@elastic/elasticsearch',
);
