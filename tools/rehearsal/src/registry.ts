import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runServer } from 'verdaccio';

/** An npm registry for a rehearsal, on 127.0.0.1. */
export interface Registry {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts a registry that keeps its packages in `folder`.
 *
 * It has only the packages that are published to it, and contacts no other registry. So a package of the same name in
 * the public registry cannot replace one of them.
 */
export const startRegistry = async (folder: string): Promise<Registry> => {
  const users = join(folder, 'htpasswd');
  await writeFile(users, '');
  const server = (await runServer({
    self_path: join(folder, 'config.yaml'),
    storage: join(folder, 'storage'),
    auth: { htpasswd: { file: users, max_users: 1 } },
    packages: { '@penstock/*': { access: '$all', publish: '$authenticated' } },
    log: { type: 'stdout', format: 'pretty', level: 'fatal' },
    web: { enable: false },
  } as never)) as Server;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
};

/** Creates the registry's only user, and returns the token with which npm publishes. */
export const signUp = async ({ url }: Registry): Promise<string> => {
  const answer = await fetch(`${url}-/user/org.couchdb.user:rehearsal`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'rehearsal', password: 'rehearsal' }),
  });
  const { token } = (await answer.json()) as { token?: string };
  if (token === undefined) throw new Error(`Expected the registry to make a user; it answered ${answer.status}.`);
  return token;
};
