import type { ForecasterDocument } from '../dashboard/forecaster-documents.ts';
import { headlineText } from '../output/headline-text.ts';

/** Which forecaster was best in the backtest, and how sure that is; `''` if nothing was backtested. */
export const verdictOf = (documents: readonly ForecasterDocument[]): string => {
  const best = documents.find((one) => one.best);
  if (!best) return '';
  return headlineText({
    name: best.name,
    comparison: {
      origins: best.origins,
      horizon: best.horizon,
      naive: { rmse: documents.find(({ name }) => name === 'naive')?.rmse ?? NaN },
      forecasters: documents.flatMap(({ name, rmse, skill, pValue, tried }) =>
        tried ? [{ name, scores: rmse === null ? null : { rmse }, skill, pValue }] : [],
      ),
    },
    untried: documents.flatMap(({ name, tried }) => (tried ? [] : [name])),
  }).replaceAll('\n', ' ');
};
