import { createRequire } from 'node:module';

/** The official client, as the sink's package has it. */
export const { Client } = createRequire(new URL('../../packages/sink-es/package.json', import.meta.url))(
  '@elastic/elasticsearch',
);
