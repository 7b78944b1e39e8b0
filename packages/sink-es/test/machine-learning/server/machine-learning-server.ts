import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { analyticsRoutes } from './analytics-routes.ts';
import { datafeedRoutes } from './datafeed-routes.ts';
import { jobRoutes } from './job-routes.ts';
import { resultRoutes } from './result-routes.ts';
import { answerFaults, endpointOf, requestFaults } from './specification.ts';
import { newState } from './state.ts';
import type { Answer, Asked, State } from './state.ts';

/** A loopback server that gives the answers of Elasticsearch's machine learning without computing anything. */
export interface MachineLearningServer {
  readonly url: string;
  readonly state: State;
  /** Method and path of each request, except the one for the version. */
  readonly asked: string[];
  /** The last body of each method and path. */
  readonly bodies: Map<string, unknown>;
  /** Violations of the published specification by requests and answers. */
  readonly faults: string[];
  /** Replaces the answer to a request if it returns one. */
  onRequest: (method: string, path: string) => Answer | undefined;
  close(): Promise<void>;
}

/** Starts the server. It forwards requests that are not for machine learning to `behind`. */
export const startMachineLearning = async (version = '9.5.3', behind?: string): Promise<MachineLearningServer> => {
  const state = newState();
  const routes = [jobRoutes, datafeedRoutes, resultRoutes, analyticsRoutes].flatMap((make) => make(state));
  const model: Omit<MachineLearningServer, 'url'> = {
    state,
    asked: [],
    bodies: new Map(),
    faults: [],
    onRequest: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  const answer = (asked: Asked): Answer => {
    const { method, path, query, body } = asked;
    const instead = model.onRequest(method, path);
    if (instead) return instead;
    const endpoint = endpointOf(method, path);
    const label = `${method} ${path}`;
    if (!endpoint) {
      model.faults.push(`${label} is not in the specification`);
      return [400, { error: `no handler found for uri [${path}] and method [${method}]` }];
    }
    model.faults.push(...requestFaults(endpoint, query, body).map((fault) => `${label}: ${fault}`));
    for (const [pattern, route] of routes) {
      const match = new RegExp(`^${pattern}$`).exec(label);
      if (!match) continue;
      const [status, made] = route(asked, match.slice(1).map(decodeURIComponent));
      if (status < 400)
        model.faults.push(...answerFaults(endpoint, made).map((fault) => `answer to ${label}: ${fault}`));
      return [status, made];
    }
    throw new Error(`the test's server does not know ${label}`);
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const method = request.method!;
    const url = new URL(request.url!, 'http://model');
    const path = decodeURIComponent(url.pathname);
    if (path !== '/') {
      model.asked.push(`${method} ${path}`);
      model.bodies.set(`${method} ${path}`, text ? (JSON.parse(text) as unknown) : undefined);
    }
    if (behind && !path.startsWith('/_ml/')) return passOn(behind, request, text, response);
    const [status, body] =
      path === '/'
        ? [200, { version: { number: version } }]
        : answer({ method, path, query: url.searchParams, body: text ? (JSON.parse(text) as unknown) : undefined });
    response.writeHead(status, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' });
    response.end(JSON.stringify(body));
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      model.faults.push(String(error));
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(model, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
};

const passOn = async (
  behind: string,
  { method, url, headers }: IncomingMessage,
  body: string,
  response: ServerResponse,
): Promise<void> => {
  const { accept = '*/*', 'content-type': type = 'application/json' } = headers;
  const answer = await fetch(`${behind}${url}`, {
    method: method!,
    headers: { accept, 'content-type': type },
    ...(body && { body }),
  });
  response.writeHead(answer.status, {
    'content-type': answer.headers.get('content-type') ?? 'application/json',
    'x-elastic-product': 'Elasticsearch',
  });
  response.end(await answer.text());
};
