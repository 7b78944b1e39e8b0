import { Client } from '@elastic/elasticsearch';
import { afterEach, beforeEach } from 'vitest';
import { startModel } from './model.ts';
import type { ModelServer } from './model.ts';

/** Starts a separate server and client for each test of a file, and closes both after the test. */
export const eachModel = (begin: (model: ModelServer, client: Client) => void): void => {
  let close: () => Promise<void>;
  beforeEach(async () => {
    const model = await startModel();
    const client = new Client({ node: model.url });
    close = async () => {
      await client.close();
      await model.close();
    };
    begin(model, client);
  });
  afterEach(() => close());
};
