import type { ElasticsearchErrorCode } from '../../errors.ts';
import { targetErrors } from './target-errors.ts';
import type { TargetOptions } from './target-errors.ts';

/** How the server refused a write. */
interface Refusal {
  readonly status: number;
  readonly type: string | undefined;
  readonly reason: string;
}

/** A refusal that concerns where or how a document is written, not its content. */
interface TargetRefusal {
  /** True if the target is the same for all records: the server would refuse every record, so the flow must fail. */
  readonly isFatal: boolean;
  readonly code: ElasticsearchErrorCode;
  readonly advice: string;
}

/** Returns how a refusal concerns the target; `undefined` if it concerns the document. */
export type JudgeTarget = (refusal: Refusal) => TargetRefusal | undefined;

/** Creates the check of refusals for one sink, whose options may compute the target from each record. */
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
    return { isFatal: !causes.some(isComputed), code, advice };
  };
};
