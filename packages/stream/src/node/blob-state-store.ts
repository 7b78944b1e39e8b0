import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import type { Position } from '../delivery/position.ts';
import { streamError } from '../errors.ts';
import { combineSnapshots } from '../state/combine-snapshots.ts';
import { isKeyedChanges } from '../state/keyed-changes.ts';
import type { Snapshots, StateStore } from '../state/state-store.ts';

/** Storage of bytes by name, such as a folder or a compacted topic. A name has letters, digits, `-`, `@` and `.`. */
export interface Blobs {
  /** Names that begin with `prefix`. */
  list(prefix: string): Promise<readonly string[]>;
  read(name: string): Promise<Uint8Array | undefined>;
  /** Resolves when the bytes are durable under that name. A crash must leave the old bytes or the new ones, whole. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Removes the bytes of a name. A missing name is not an error. */
  remove(name: string): Promise<void>;
}

/**
 * The content of one blob: the snapshots of a lane at an offset, and the offset of the blob that its changes extend.
 */
interface Link {
  readonly since: number | undefined;
  readonly snapshots: Snapshots;
}

/** What a blob needs to be loaded: the offset of the earlier blob, and the operators that have only changes here. */
interface Needs {
  readonly since: number | undefined;
  readonly changes: ReadonlySet<string>;
}

// A blob has the mark, one byte of format version, the SHA-256 digest of the body, and the body. Older blobs have no
// mark and no version and begin with the digest; a digest begins with the mark with a probability of 2 to the -64.
const mark = Buffer.from('penstock');
const format = 1;
const digestBytes = 32;

/**
 * Makes a {@link StateStore} of any storage that keeps bytes by name, with one blob for each lane and position.
 *
 * A blob holds whole states, or changes since an earlier blob. `prune` keeps the earlier blobs that the committed
 * position needs. Each blob has a format version and a SHA-256 digest.
 *
 * @throws (rejects with, from `load`) `PENSTOCK_STATE_CORRUPT` when a blob is damaged or missing;
 * `PENSTOCK_FORMAT_UNSUPPORTED` when a later version of Penstock wrote it in another format.
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
  /** What each known blob needs, by lane and offset, so that pruning does not read the blobs. */
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

  /** The offsets of the earlier blobs that are needed to load the one at `offset`. */
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
        `The state ${name} ${what}. Restore it from a backup, or remove the state of the lane and read the topic ` +
          'from its beginning.',
        cause,
      );
    const bytes = await this.#blobs.read(name);
    if (!bytes) throw corrupt('is missing, and a later state needs it');
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
    `Expected format version ${format} of the state ${name}; got ${found ?? 'none'}. Run the version of Penstock ` +
      'that wrote it, or a later one. Or remove the state of the lane and read the topic from its beginning.',
  );

const digestOf = (body: Uint8Array): Buffer => createHash('sha256').update(body).digest();

// A topic may be a path, which cannot be part of a file name. Its digest can, and is the same each time.
const laneName = ({ topic, partition }: Position): string =>
  `${createHash('sha256').update(topic).digest('hex').slice(0, 16)}-${partition}`;

const blobName = (lane: string, offset: number): string => `${lane}@${offset}.state`;

/** The operators whose snapshot in this link is only changes. */
const changesOf = ({ snapshots }: Link): ReadonlySet<string> =>
  new Set([...snapshots].filter(([, snapshot]) => isKeyedChanges(snapshot)).map(([operator]) => operator));

const needsOf = (link: Link): Needs => ({ since: link.since, changes: changesOf(link) });

const both = (one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...one].filter((name) => other.has(name)));
