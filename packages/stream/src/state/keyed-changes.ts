/** The changes of a keyed state since an earlier snapshot. It is a plain object, so that any store can keep it. */
export interface KeyedChanges {
  readonly kind: 'penstock/keyed-changes';
  /** Changed and added keys. New keys come in the order in which they were added; a key also in `removed` goes last. */
  readonly changed: ReadonlyMap<string, unknown>;
  readonly removed: readonly string[];
}

/** A changed state that is a list, stored as only the items that were appended since the earlier snapshot. */
export interface Appended {
  readonly kind: 'penstock/appended';
  readonly items: readonly unknown[];
}

export const appended = (items: readonly unknown[]): Appended => ({ kind: 'penstock/appended', items });

export const isAppended = (state: unknown): state is Appended =>
  (state as { kind?: unknown } | null | undefined)?.kind === 'penstock/appended';

export const keyedChanges = (changed: ReadonlyMap<string, unknown>, removed: readonly string[]): KeyedChanges => ({
  kind: 'penstock/keyed-changes',
  changed,
  removed,
});

export const isKeyedChanges = (snapshot: unknown): snapshot is KeyedChanges =>
  (snapshot as { kind?: unknown } | null | undefined)?.kind === 'penstock/keyed-changes';

export const isUnchanged = (snapshot: unknown): boolean =>
  isKeyedChanges(snapshot) && snapshot.changed.size === 0 && snapshot.removed.length === 0;
