import type { ElasticsearchErrorCode } from '../../errors.ts';
import { targetErrors } from './target-errors.ts';
import type { TargetOptions } from './target-errors.ts';

/** What the server said against a write. */
interface Refusal {
  readonly status: number;
  readonly type: string | undefined;
  readonly reason: string;
}

/** A refusal of where or how a document is written, and not of what it holds. */
interface TargetRefusal {
  /** True where the target is the same for all records, so that the server would refuse every one of them. */
  readonly concernsAll: boolean;
  readonly code: ElasticsearchErrorCode;
  readonly advice: string;
}

/** Tells whether a refusal is about the target. */
export type JudgeTarget = (refusal: Refusal) => TargetRefusal | undefined;

/** Makes the judge of a sink's targets, which knows what its options compute from each record. */
export const targetJudge = (options: TargetOptions): JudgeTarget => {
  const isComputed = (option: keyof TargetOptions): boolean => typeof options[option] === 'function';
  const { index } = options;
  const mayBeDateMath = typeof index === 'function' || index.startsWith('<');
  const possible = targetErrors.filter(({ isDateMath }) => mayBeDateMath || !isDateMath);
  return ({ status, type, reason }) => {
    const found = possible.find(
      (error) =>
        (error.type ?? type) === type && (error.status ?? status) === status && (error.reason?.test(reason) ?? true),
    );
    if (!found) return undefined;
    const { code = 'PENSTOCK_TARGET_REFUSED', causes, advice } = found;
    return { concernsAll: !causes.some(isComputed), code, advice };
  };
};
