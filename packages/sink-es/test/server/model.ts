import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A document as the model stores it. */
interface StoredDocument {
  readonly source: Record<string, unknown>;
  readonly version: number;
}

/** One parsed operation of a bulk body, with its source. */
interface BulkLine {
  readonly op: 'index' | 'create' | 'update' | 'delete';
  readonly index: string;
  readonly id: string;
  readonly meta: Record<string, unknown>;
  readonly source: Record<string, unknown>;
}

/** A fault of one request: another answer, no answer, or a broken connection. */
type Fault =
  | {
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
      readonly applied?: boolean;
    }
  | 'reset'
  /** Writes the documents, then breaks the connection. */
  | 'reset after writing'
  | 'hang';

/** A fault of one document. */
interface ItemFault {
  readonly status: number;
  readonly error: { readonly type: string; readonly reason: string };
}

interface ReceivedBulk {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly lines: readonly BulkLine[];
  readonly bytes: number;
}

/** A loopback server that handles bulk requests like Elasticsearch, with faults that a test injects. */
export interface ModelServer {
  readonly url: string;
  readonly indices: Map<string, Map<string, StoredDocument>>;
  /** The mapping of each index, as the last request set it. */
  readonly mappings: Map<string, Record<string, unknown>>;
  readonly bulks: ReceivedBulk[];
  /** All applied writes, in order. */
  readonly applied: BulkLine[];
  /** Largest number of bulk requests that were open at the same time. */
  mostOpen: number;
  version: string;
  onRoot: () => Fault | undefined;
  onBulk: (bulk: ReceivedBulk) => Fault | undefined | Promise<Fault | undefined>;
  onItem: (line: BulkLine) => ItemFault | undefined;
  /** Returns an error for a document that cannot be read. */
  onGet: (id: string) => ItemFault['error'] | undefined;
  onCreate: (index: string) => Fault | undefined;
  onRefresh: (names: readonly string[]) => Fault | undefined;
  /** The index names of each successful refresh request. */
  readonly refreshed: Array<readonly string[]>;
  /** False disables the automatic creation of an index. */
  autoCreate: boolean;
  /** Resolves when a client has aborted a request that has no answer. */
  closed(): Promise<void>;
  close(): Promise<void>;
}

export const startModel = async (): Promise<ModelServer> => {
  const indices: ModelServer['indices'] = new Map();
  const mappings: ModelServer['mappings'] = new Map();
  let open = 0;
  let onClosed: () => void = () => undefined;
  const server = createServer((request, response) => void serve(request, response));
  const model: ModelServer = {
    url: '',
    indices,
    mappings,
    bulks: [],
    applied: [],
    mostOpen: 0,
    version: '9.5.3',
    onRoot: () => undefined,
    onBulk: () => undefined,
    onItem: () => undefined,
    onGet: () => undefined,
    onCreate: () => undefined,
    onRefresh: () => undefined,
    refreshed: [],
    autoCreate: true,
    closed: () => new Promise((resolve) => (onClosed = resolve)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const url = new URL(request.url!, 'http://model');
    if (url.pathname === '/') return answer(response, model.onRoot(), () => ({ version: { number: model.version } }));
    if (url.pathname.endsWith('/_bulk')) {
      const bulk: ReceivedBulk = {
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        lines: readLines(url.pathname, body),
        bytes: body.length,
      };
      model.bulks.push(bulk);
      open += 1;
      model.mostOpen = Math.max(model.mostOpen, open);
      const fault = await model.onBulk(bulk);
      await answer(response, fault, () => applyAll(bulk));
      open -= 1;
      return;
    }
    if (url.pathname === '/_mget') {
      const { docs } = JSON.parse(body.toString()) as { docs: Array<{ _index: string; _id: string }> };
      return answer(response, undefined, () => ({
        docs: docs.map(({ _index, _id }) => {
          const error = model.onGet(_id);
          if (error) return { _index, _id, error };
          const stored = indices.get(_index)?.get(_id);
          return {
            _index,
            _id,
            found: stored !== undefined,
            ...(stored && { _source: stored.source, _version: stored.version }),
          };
        }),
      }));
    }
    const [, name, part] = url.pathname.split('/');
    if (part === '_refresh') {
      const names = name!.split(',').map(decodeURIComponent);
      const missing = names.find((one) => !indices.has(one));
      const error = { type: 'index_not_found_exception', reason: `no such index [${missing}]` };
      const gone = missing === undefined ? undefined : { status: 404, body: { error } };
      return answer(response, model.onRefresh(names) ?? gone, () => {
        model.refreshed.push(names);
        return { _shards: { total: 1, successful: 1, failed: 0 } };
      });
    }
    if (part === '_mapping' && request.method === 'GET') {
      const missing = !indices.has(name!);
      return answer(
        response,
        missing
          ? { status: 404, body: { error: { type: 'index_not_found_exception', reason: `no such index [${name}]` } } }
          : undefined,
        () => ({
          [name!]: { mappings: mappings.get(name!) ?? {} },
        }),
      );
    }
    if (request.method === 'PUT' && (part === '_mapping' || part === undefined)) {
      const put = JSON.parse(body.toString()) as { mappings?: Record<string, unknown> };
      return answer(response, part ? undefined : model.onCreate(name!), () => {
        if (!indices.has(name!)) indices.set(name!, new Map());
        mappings.set(name!, { ...mappings.get(name!), ...(part ? (put as Record<string, unknown>) : put.mappings) });
        return { acknowledged: true };
      });
    }
    await answer(
      response,
      { status: 404, body: { error: { type: 'model', reason: `no ${url.pathname}` } } },
      () => ({}),
    );
  };

  const applyAll = ({ lines }: ReceivedBulk) => {
    const items = lines.map((line) => ({ [line.op]: { _index: line.index, _id: line.id, ...apply(line) } }));
    return { took: 1, errors: items.some((item) => 'error' in Object.values(item)[0]!), items };
  };

  const apply = (line: BulkLine): { status: number; result?: string; error?: unknown } => {
    const fault = model.onItem(line);
    if (fault) return fault;
    const { op, index, id, meta, source } = line;
    if (!indices.has(index)) {
      if (!model.autoCreate)
        return { status: 404, error: { type: 'index_not_found_exception', reason: `no such index [${index}]` } };
      indices.set(index, new Map());
    }
    const documents = indices.get(index)!;
    const stored = documents.get(id);
    const conflict = {
      status: 409,
      error: { type: 'version_conflict_engine_exception', reason: `[${id}]: version conflict` },
    };
    const external = meta['version'] as number | undefined;
    if (op === 'create' && stored) return conflict;
    if (external !== undefined && stored && stored.version >= external) return conflict;
    const version = external ?? (stored?.version ?? 0) + 1;
    if (op === 'delete') {
      if (!stored) return { status: 404, result: 'not_found' };
      documents.delete(id);
      model.applied.push(line);
      return { status: 200, result: 'deleted' };
    }
    if (op === 'update') {
      if (!stored && source['doc_as_upsert'] !== true)
        return { status: 404, error: { type: 'document_missing_exception', reason: `[${id}]: document missing` } };
      const merged: Record<string, unknown> = { ...stored?.source, ...(source['doc'] as object) };
      if (stored && JSON.stringify(merged) === JSON.stringify(stored.source)) return { status: 200, result: 'noop' };
      documents.set(id, { source: merged, version });
    } else {
      documents.set(id, { source, version });
    }
    model.applied.push(line);
    return stored ? { status: 200, result: 'updated' } : { status: 201, result: 'created' };
  };

  const answer = async (response: ServerResponse, fault: Fault | undefined, work: () => unknown): Promise<void> => {
    if (fault === 'hang') {
      response.once('close', () => onClosed());
      return;
    }
    if (fault === 'reset' || fault === 'reset after writing') {
      if (fault === 'reset after writing') work();
      response.destroy();
      return;
    }
    if (fault?.applied) work();
    response.writeHead(fault?.status ?? 200, {
      'content-type': 'application/json',
      'x-elastic-product': 'Elasticsearch',
      ...fault?.headers,
    });
    response.end(
      JSON.stringify(fault ? (fault.body ?? { error: { type: 'fault', reason: `fault ${fault.status}` } }) : work()),
    );
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(model, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
};

const readLines = (path: string, body: Buffer): BulkLine[] => {
  const text = body.toString();
  if (!text.endsWith('\n')) throw new Error('a bulk body must end in a newline');
  const rows = text.slice(0, -1).split('\n');
  const lines: BulkLine[] = [];
  for (let row = 0; row < rows.length; row += 1) {
    const [[op, meta]] = Object.entries(JSON.parse(rows[row]!) as Record<string, Record<string, unknown>>) as [
      [BulkLine['op'], Record<string, unknown>],
    ];
    const source = op === 'delete' ? {} : (JSON.parse(rows[(row += 1)]!) as Record<string, unknown>);
    lines.push({
      op,
      meta,
      source,
      index: (meta['_index'] as string | undefined) ?? decodeURIComponent(path.split('/')[1]!),
      id: meta['_id'] as string,
    });
  }
  return lines;
};
