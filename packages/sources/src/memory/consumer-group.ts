import type { Position } from '@penstock/stream';
import type { Bell } from '../bell.ts';

/** One running flow of a group. */
export interface Member {
  /** Rung when its partitions are to change, or others have let go of some. */
  readonly bell: Bell;
  /** It reads no more and still settles: it keeps what it has until it leaves, and gets nothing new. */
  leaving: boolean;
}

/**
 * The members of one group and who reads which partition.
 *
 * Two maps make a move safe: `wanted` says who should have a partition, `owners` who has it. A member takes a
 * partition only when its owner has let go, after committing what was settled, so no two read or commit it at once.
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

  /** What is committed, after commits under way. */
  async committed(): Promise<readonly Position[]> {
    await this.#commits;
    return [...this.#committed]
      .toSorted(([one], [other]) => one - other)
      .map(([partition, offset]) => ({ topic: this.#topic, partition, offset }));
  }

  /** Where reading of a partition begins. */
  position(partition: number): number {
    return this.#committed.get(partition) ?? 0;
  }

  join(member: Member): void {
    this.#members.add(member);
    this.#assign();
  }

  /** Shares out the partitions among the others; what the member has stays with it until {@link leave}. */
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

  /** Partitions that the member has and should not have. */
  surplus(member: Member): number[] {
    return [...this.#owners]
      .filter(([partition, owner]) => owner === member && this.#wanted.get(partition) !== member)
      .map(([partition]) => partition);
  }

  /** True while the member waits for a partition that another still has. */
  awaits(member: Member): boolean {
    return [...this.#wanted].some(([partition, wanted]) => wanted === member && this.#owners.get(partition) !== member);
  }

  /** Takes the partitions that the member should have and nobody has. */
  claim(member: Member): number[] {
    const free = [...this.#wanted]
      .filter(([partition, wanted]) => wanted === member && !this.#owners.has(partition))
      .map(([partition]) => partition);
    for (const partition of free) this.#owners.set(partition, member);
    return free;
  }

  /** Lets others take what the member has; what it lost by leaving meanwhile is theirs already. */
  release(member: Member, partitions: readonly number[]): void {
    for (const partition of partitions) if (this.#owners.get(partition) === member) this.#owners.delete(partition);
    this.#ring();
  }

  /** Commits for a member what it owns; one commit at a time, since each writes all positions of the group. */
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

  /** Resolves when no commit is under way. */
  async settled(): Promise<void> {
    await this.#commits;
  }

  /** Wakes every member, to look at the topic again. */
  ring(): void {
    this.#ring();
  }

  // Members keep what they have as far as an even share allows, so that a join moves as little as it can.
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
