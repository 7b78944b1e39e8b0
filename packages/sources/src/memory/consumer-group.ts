import type { Position } from '@penstock/stream';
import type { Bell } from '../bell.ts';

/** A running flow of a group. */
export interface Member {
  /** Rung when the member may have to give up partitions or can take some, and when the topic has changed. */
  readonly bell: Bell;
  /**
   * Whether the member has stopped reading. It keeps its partitions until it leaves, to commit what still settles, and
   * gets no new ones.
   */
  leaving: boolean;
}

/**
 * The members of a group, and which member reads which partition.
 *
 * Two maps make it safe to move a partition: `wanted` has the member that should own it, `owners` the member that owns
 * it now. A member takes a partition only after its owner has committed the settled records and released it. So two
 * members never read or commit the same partition at the same time.
 */
export class ConsumerGroup {
  readonly #topic: string;
  readonly #partitions: number;
  readonly #members = new Set<Member>();
  readonly #owners = new Map<number, Member>();
  readonly #store: (positions: ReadonlyMap<number, number>) => Promise<void>;
  #wanted = new Map<number, Member>();
  #committed: ReadonlyMap<number, number>;
  #commits: Promise<unknown> = Promise.resolve();

  constructor(
    topic: { readonly name: string; readonly partitions: number },
    committed: ReadonlyMap<number, number>,
    store: (positions: ReadonlyMap<number, number>) => Promise<void>,
  ) {
    this.#topic = topic.name;
    this.#partitions = topic.partitions;
    this.#committed = committed;
    this.#store = store;
  }

  /** Returns the committed positions, after running commits end. */
  async committed(): Promise<readonly Position[]> {
    await this.#commits;
    return [...this.#committed]
      .toSorted(([one], [other]) => one - other)
      .map(([partition, offset]) => ({ topic: this.#topic, partition, offset }));
  }

  /** Returns the offset at which reading of a partition begins. */
  position(partition: number): number {
    return this.#committed.get(partition) ?? 0;
  }

  join(member: Member): void {
    this.#members.add(member);
    this.#assign();
  }

  /** Assigns the member's partitions to the others; the member still owns them until {@link leave}. */
  retire(member: Member): void {
    if (member.leaving) return;
    member.leaving = true;
    this.#assign();
  }

  leave(member: Member): void {
    member.leaving = true;
    this.#members.delete(member);
    for (const [partition, owner] of this.#owners) if (owner === member) this.#owners.delete(partition);
    this.#assign();
  }

  /** Returns the partitions that the member owns but should release. */
  surplus(member: Member): number[] {
    return [...this.#owners]
      .filter(([partition, owner]) => owner === member && this.#wanted.get(partition) !== member)
      .map(([partition]) => partition);
  }

  /** Returns whether the member waits for a partition that another member still owns. */
  awaits(member: Member): boolean {
    return [...this.#wanted].some(([partition, wanted]) => wanted === member && this.#owners.get(partition) !== member);
  }

  /** Takes the partitions that the member should have and that have no owner; returns them. */
  claim(member: Member): number[] {
    const free = [...this.#wanted]
      .filter(([partition, wanted]) => wanted === member && !this.#owners.has(partition))
      .map(([partition]) => partition);
    for (const partition of free) this.#owners.set(partition, member);
    return free;
  }

  /** Releases partitions for other members. A member that has left meanwhile has already lost them. */
  release(member: Member, partitions: readonly number[]): void {
    for (const partition of partitions) if (this.#owners.get(partition) === member) this.#owners.delete(partition);
    this.#ring();
  }

  /**
   * Commits positions of the partitions that the member owns. Commits run one after another, because each writes all
   * positions of the group.
   */
  commit(member: Member, positions: readonly Position[]): Promise<void> {
    const work = this.#commits.then(async () => {
      const next = new Map(this.#committed);
      for (const { partition, offset } of positions)
        if (this.#owners.get(partition) === member) next.set(partition, offset);
      await this.#store(next);
      this.#committed = next;
    });
    this.#commits = work.catch(() => undefined);
    return work;
  }

  /** Resolves when running commits have ended. */
  async settled(): Promise<void> {
    await this.#commits;
  }

  /** Wakes every member, so that it checks the topic for changes. */
  ring(): void {
    this.#ring();
  }

  // Members keep their partitions as far as an even share allows, so that as few as possible move.
  #assign(): void {
    const members = [...this.#members].filter(({ leaving }) => !leaving);
    const wanted = new Map<number, Member>();
    if (members.length > 0) {
      const share = new Map(
        members.map((member, index) => [
          member,
          Math.floor(this.#partitions / members.length) + (index < this.#partitions % members.length ? 1 : 0),
        ]),
      );
      const take = (partition: number, member: Member | undefined): boolean => {
        const left = member && share.get(member);
        if (!member || !left) return false;
        share.set(member, left - 1);
        wanted.set(partition, member);
        return true;
      };
      const partitions = Array.from({ length: this.#partitions }, (_, partition) => partition);
      const open = partitions.filter((partition) => !take(partition, this.#wanted.get(partition)));
      for (const partition of open) members.some((member) => take(partition, member));
    }
    this.#wanted = wanted;
    this.#ring();
  }

  #ring(): void {
    for (const { bell } of this.#members) bell.ring();
  }
}
