import type { Ahead } from './api.ts';

/** One step of a forecast, as a row. */
type StepAhead = { readonly [K in keyof Omit<Ahead, 'times'>]: Ahead[K][number] } & { readonly time: number };

/** The columns of {@link Ahead} for the steps of a forecast. */
export const aheadOf = (steps: readonly StepAhead[]): Ahead => ({
  times: steps.map(({ time }) => time),
  mean: steps.map(({ mean }) => mean),
  lower80: steps.map(({ lower80 }) => lower80),
  upper80: steps.map(({ upper80 }) => upper80),
  lower95: steps.map(({ lower95 }) => lower95),
  upper95: steps.map(({ upper95 }) => upper95),
});
