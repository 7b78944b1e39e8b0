import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import type { Position } from '../delivery/position.ts';
import { streamError } from '../errors.ts';
import { combineSnapshots } from '../state/combine-snapshots.ts';
import { isKeyedChanges } from '../state/keyed-changes.ts';
import type { Snapshots, StateStore } from '../state/state-store.ts';

/** Bytes by name, as a folder or a compacted topic keeps them. Names are letters, digits, `-`, `@` and `.`. */
export interface Blobs {
  /** Names that begin with `prefix`. */
  list(prefix: string): Promise<readonly string[]>;
  read(name: string): Promise<Uint8Array | undefined>;
  /** Resolves when the bytes are durable under that name; a crash leaves the old ones or the new ones, never half. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** No error where there are none. */
  remove(name: string): Promise<void>;
}

/** One blob: the snapshot of a lane at an offset, and the offset of the one that its changes add to. */
interface Link {
  readonly since: number | undefined;
  readonly snapshots: Snapshots;
}

/** Of a link: for each operator whether it needs the one before. */
interface Needs {
  readonly since: number | undefined;
  readonly changes: ReadonlySet<string>;
}

// A blob: the mark, a byte for the version, the digest of the rest, the rest. Before there were versions it began with
// the digest, which begins like the mark by a chance of 2 to the -64 only.
const mark = Buffer.from('penstock');
const format = 1;
const digestBytes = 32;

/**
 * Makes a {@link StateStore} of anything that keeps bytes by name: one blob for each lane and position.
 *
 * A blob holds whole states or changes since an earlier blob; those that a committed position rests on are kept.
 * Each carries a format version and is guarded by a SHA-256 digest. Loading what is damaged rejects with
 * `PENSTOCK_STATE_CORRUPT`, and what a later version has written in another format with `PENSTOCK_FORMAT_UNSUPPORTED`.
 *
 * @example
 * ```ts
 * const held = new Map<string, Uint8Array>();
 * const inMemory = blobStateStore({
 *   list: async (prefix) => [...held.keys()].filter((name) => name.startsWith(prefix)),
 *   read: async (name) => held.get(name),
 *   write: async (name, bytes) => void held.set(name, bytes),
 *   remove: async (name) => void held.delete(name),
 * });
 * ```
 */
export const blobStateStore = (blobs: Blobs): StateStore => new BlobStateStore(blobs);

class BlobStateStore implements StateStore {
  readonly #blobs: Blobs;
  /** What each known blob needs, by lane and offset, so that pruning reads nothing. */
  readonly #needs = new Map<string, Map<number, Needs | undefined>>();

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  async load(position: Position): Promise<Snapshots | undefined> {
    const lane = laneName(position);
    const known = await this.#list(lane);
    if (!known.has(position.offset)) return undefined;
    let link = await this.#read(lane, position.offset);
    const links = [link];
    for (let open = changesOf(link); open.size > 0 && link.since !== undefined; open = both(open, changesOf(link))) {
      link = await this.#read(lane, link.since);
      links.push(link);
    }
    return links.reduceRight<Snapshots>((earlier, { snapshots }) => combineSnapshots(earlier, snapshots), new Map());
  }

  async save(position: Position, snapshots: Snapshots, since?: number): Promise<void> {
    const lane = laneName(position);
    let link: Link = { since, snapshots };
    if (since === position.offset) {
      const before = await this.#read(lane, since);
      link = { since: before.since, snapshots: combineSnapshots(before.snapshots, snapshots) };
    }
    const body = serialize({ since: link.since, snapshots: new Map(link.snapshots) });
    await this.#blobs.write(
      blobName(lane, position.offset),
      Buffer.concat([mark, Buffer.of(format), digestOf(body), body]),
    );
    const known = this.#needs.get(lane) ?? new Map<number, Needs | undefined>();
    this.#needs.set(lane, known.set(position.offset, needsOf(link)));
  }

  async prune(position: Position): Promise<void> {
    const lane = laneName(position);
    const known = this.#needs.get(lane) ?? (await this.#list(lane));
    if (!known.has(position.offset)) return;
    const kept = await this.#restsOn(lane, position.offset, known);
    for (const offset of [...known.keys()].toSorted((a, b) => a - b)) {
      if (offset >= position.offset || kept.has(offset)) continue;
      await this.#blobs.remove(blobName(lane, offset));
      known.delete(offset);
    }
  }

  /** The offsets of the blobs that the one at `offset` cannot be loaded without. */
  async #restsOn(
    lane: string,
    offset: number,
    known: ReadonlyMap<number, Needs | undefined>,
  ): Promise<ReadonlySet<number>> {
    const kept = new Set<number>();
    let needs = known.get(offset) ?? needsOf(await this.#read(lane, offset));
    let open = needs.changes;
    while (open.size > 0 && needs.since !== undefined) {
      kept.add(needs.since);
      needs = known.get(needs.since) ?? needsOf(await this.#read(lane, needs.since));
      open = both(open, needs.changes);
    }
    return kept;
  }

  async #list(lane: string): Promise<Map<number, Needs | undefined>> {
    const known = new Map<number, Needs | undefined>();
    for (const name of await this.#blobs.list(`${lane}@`)) {
      const offset = /@(\d+)\.state$/.exec(name)?.[1];
      if (offset !== undefined) known.set(Number(offset), undefined);
    }
    this.#needs.set(lane, known);
    return known;
  }

  async #read(lane: string, offset: number): Promise<Link> {
    const name = blobName(lane, offset);
    const corrupt = (what: string, cause?: unknown) =>
      streamError(
        'PENSTOCK_STATE_CORRUPT',
        `The state ${name} ${what}. Restore it from a copy, or remove the state of the lane and read the topic ` +
          'from its beginning.',
        cause,
      );
    const bytes = await this.#blobs.read(name);
    if (!bytes) throw corrupt('is missing, and a later one rests on it');
    const isMarked = mark.equals(bytes.subarray(0, mark.length));
    if (isMarked && bytes[mark.length] !== format) throw unsupported(name, bytes[mark.length]);
    const guarded = isMarked ? bytes.subarray(mark.length + 1) : bytes;
    const body = guarded.subarray(digestBytes);
    if (!digestOf(body).equals(guarded.subarray(0, digestBytes))) throw corrupt('does not match its checksum');
    try {
      const link = deserialize(body) as Link;
      this.#needs.get(lane)?.set(offset, needsOf(link));
      return link;
    } catch (cause) {
      throw corrupt('cannot be read by this version of Node', cause);
    }
  }
}

const unsupported = (name: string, found: number | undefined) =>
  streamError(
    'PENSTOCK_FORMAT_UNSUPPORTED',
    `The state ${name} has the format version ${found ?? 'none'}; expected at most ${format}. Run the version of ` +
      'Penstock that wrote it, or a later one; or remove the state of the lane and read the topic from its beginning.',
  );

const digestOf = (body: Uint8Array): Buffer => createHash('sha256').update(body).digest();

// A topic may be a path, which cannot be a file name; the digest keeps one name per lane.
const laneName = ({ topic, partition }: Position): string =>
  `${createHash('sha256').update(topic).digest('hex').slice(0, 16)}-${partition}`;

const blobName = (lane: string, offset: number): string => `${lane}@${offset}.state`;

/** The operators of which a link has changes only. */
const changesOf = ({ snapshots }: Link): ReadonlySet<string> =>
  new Set([...snapshots].filter(([, snapshot]) => isKeyedChanges(snapshot)).map(([operator]) => operator));

const needsOf = (link: Link): Needs => ({ since: link.since, changes: changesOf(link) });

const both = (one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...one].filter((name) => other.has(name)));
