/**
 * Code that the packages of Penstock share and that loads RxJS: the base classes of operators, batches, timers. It is
 * internal: any release may change or remove it. Do not use it in your own program.
 *
 * @internal
 * @module
 */
export { EarlyDelivery } from '../../operators/base/early-delivery.ts';
export { flowOperator, FlowSubscriber } from '../../operators/base/flow-subscriber.ts';
export { keyedOptionNames, keyedSettings, KeyedSubscriber } from '../../operators/base/keyed-subscriber.ts';
export type { KeyedSettings } from '../../operators/base/keyed-subscriber.ts';
export { ResultInfo } from '../../operators/base/result-info.ts';
export { Results } from '../../operators/base/results.ts';
export { wait } from '../../retry/wait.ts';
export type { WaitOptions } from '../../retry/wait.ts';
export { Batcher } from '../../sink/batcher.ts';
export type { BatchWrites } from '../../sink/batcher.ts';
export type { GatherSettings } from '../../sink/batch-queue.ts';
export { keyOf } from '../../state/key-name.ts';
export type { KeyName } from '../../state/key-name.ts';
export { startTimer } from '../../timers/start-timer.ts';
export { TimeLimit } from '../../timers/time-limit.ts';
