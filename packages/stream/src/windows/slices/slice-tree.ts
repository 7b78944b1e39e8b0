import type { Group } from '../open-windows.ts';

/** Functions that copy and merge states. */
export interface Merging<S> {
  copy(state: S): S;
  /** Merges two states. It may change `state`. The result shares no changing part with `other`. */
  merge(state: S, other: S): S;
}

/**
 * A block of slices with slices in both halves. Its size is a power of two, its first number a multiple of the size.
 */
class Block<S> {
  readonly low: number;
  readonly size: number;
  left: Node<S>;
  right: Node<S>;
  /** The merged state of the whole block, cached until a slice in it changes. */
  whole: { state: S } | undefined;

  constructor(low: number, size: number, left: Node<S>, right: Node<S>) {
    this.low = low;
    this.size = size;
    this.left = left;
    this.right = right;
  }
}

type Node<S> = Block<S> | Group<S>;

/**
 * The slices of one key. To compute the merged state of consecutive slices, it needs a number of merges that grows with
 * the logarithm of their number, also after a change of one of them. Empty slices take no memory.
 *
 * It is a binary trie over the slice numbers: C. Okasaki and A. Gill, "Fast Mergeable Integer Maps" (1998). The state
 * of a block is merged when a range needs the whole block, and is cached until a slice in it changes.
 */
export class SliceTree<S> {
  readonly #merging: Merging<S>;
  #root: Node<S> | undefined;
  // The range and the state of the running `merged` call.
  #from = 0;
  #to = 0;
  #sum: { state: S } | undefined;

  constructor(merging: Merging<S>) {
    this.#merging = merging;
  }

  get isEmpty(): boolean {
    return this.#root === undefined;
  }

  get(number: number): Group<S> | undefined {
    let node = this.#root;
    while (node instanceof Block) node = halfOf(node, number);
    return node?.window.number === number ? node : undefined;
  }

  /** Adds a new slice. */
  add(slice: Group<S>): void {
    this.#root = this.#root ? this.#with(this.#root, slice) : slice;
  }

  /** Must be called when the state of a slice changes after it was merged: drops the cached states that contain it. */
  touch(slice: Group<S>): void {
    slice.isMerged = false;
    let node = this.#root;
    while (node instanceof Block) {
      node.whole = undefined;
      node = halfOf(node, slice.window.number);
    }
  }

  /** Removes the slices before a number. */
  dropBefore(number: number): void {
    this.#root = this.#root && without(this.#root, number);
  }

  /** Returns the number of the last slice before `number`; `-Infinity` when there is none. */
  before(number: number): number {
    return this.#root ? lastBefore(this.#root, number) : -Infinity;
  }

  /** Returns the number of the first slice after `number`; `Infinity` when there is none. */
  after(number: number): number {
    return this.#root ? firstAfter(this.#root, number) : Infinity;
  }

  /**
   * Merges the slices from `from` to `to`, both included, in their order, into a new state; `undefined` when there are
   * none.
   */
  merged(from: number, to: number): { state: S } | undefined {
    this.#from = from;
    this.#to = to;
    this.#sum = undefined;
    if (this.#root) this.#collect(this.#root);
    const sum = this.#sum;
    this.#sum = undefined;
    return sum;
  }

  #collect(node: Node<S>): void {
    if (!(node instanceof Block)) {
      const { number } = node.window;
      if (number >= this.#from && number <= this.#to) this.#take(node.state);
      return;
    }
    const last = node.low + node.size - 1;
    if (node.low > this.#to || last < this.#from) return;
    if (node.low >= this.#from && last <= this.#to) {
      this.#take(this.#wholeOf(node));
      return;
    }
    this.#collect(node.left);
    this.#collect(node.right);
  }

  #take(state: S): void {
    if (this.#sum) this.#sum.state = this.#merging.merge(this.#sum.state, state);
    else this.#sum = { state: this.#merging.copy(state) };
  }

  #wholeOf(node: Node<S>): S {
    if (!(node instanceof Block)) {
      node.isMerged = true;
      return node.state;
    }
    node.whole ??= {
      state: this.#merging.merge(this.#merging.copy(this.#wholeOf(node.left)), this.#wholeOf(node.right)),
    };
    return node.whole.state;
  }

  #with(node: Node<S>, slice: Group<S>): Node<S> {
    const { number } = slice.window;
    if (!(node instanceof Block) || number < node.low || number >= node.low + node.size) return joined(node, slice);
    node.whole = undefined;
    if (number < node.low + node.size / 2) node.left = this.#with(node.left, slice);
    else node.right = this.#with(node.right, slice);
    return node;
  }
}

const halfOf = <S>({ low, size, left, right }: Block<S>, number: number): Node<S> =>
  number < low + size / 2 ? left : right;

const lastBefore = <S>(node: Node<S>, number: number): number => {
  if (!(node instanceof Block)) return node.window.number < number ? node.window.number : -Infinity;
  if (number <= node.low) return -Infinity;
  const found = lastBefore(node.right, number);
  return found > -Infinity ? found : lastBefore(node.left, number);
};

const firstAfter = <S>(node: Node<S>, number: number): number => {
  if (!(node instanceof Block)) return node.window.number > number ? node.window.number : Infinity;
  if (number >= node.low + node.size - 1) return Infinity;
  const found = firstAfter(node.left, number);
  return found < Infinity ? found : firstAfter(node.right, number);
};

/** Makes the smallest block that contains both. */
const joined = <S>(node: Node<S>, slice: Group<S>): Block<S> => {
  const { number } = slice.window;
  const one = node instanceof Block ? node.low : node.window.number;
  const { low, size } = blockOf(one, number, node instanceof Block ? node.size * 2 : 2);
  return number < one ? new Block(low, size, slice, node) : new Block(low, size, node, slice);
};

const blockOf = (one: number, other: number, least: number): { readonly low: number; readonly size: number } => {
  // No block that begins at a multiple of its size contains numbers on both sides of zero. This block of all safe
  // integers is the exception: its halves are the negative and the other numbers.
  if (one < 0 !== other < 0) return { low: -(2 ** 53), size: 2 ** 54 };
  let size = least;
  while (Math.floor(one / size) !== Math.floor(other / size)) size *= 2;
  return { low: Math.floor(one / size) * size, size };
};

// No later range begins before the removed slices, so none needs the whole state of a block that has lost slices.
const without = <S>(node: Node<S>, number: number): Node<S> | undefined => {
  if (!(node instanceof Block)) return node.window.number < number ? undefined : node;
  if (node.low >= number) return node;
  node.whole = undefined;
  const left = without(node.left, number);
  if (!left) return without(node.right, number);
  node.left = left;
  return node;
};
