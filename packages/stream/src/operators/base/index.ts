/** The base classes of Penstock's operators, for your own operators that keep state or derive deliveries. */
export { EarlyDelivery } from './early-delivery.ts';
export { flowOperator, FlowSubscriber } from './flow-subscriber.ts';
export { keyedOptionNames, keyedSettings, KeyedSubscriber } from './keyed-subscriber.ts';
export type { KeyedOptions, KeyedSettings } from './keyed-subscriber.ts';
export { ResultInfo } from './result-info.ts';
export { Results } from './results.ts';
export { keyOf } from '../../state/key-name.ts';
export type { KeyName } from '../../state/key-name.ts';
export { KeyedStates } from '../../state/keyed-states.ts';
export type { KeyedStatesOptions } from '../../state/keyed-states.ts';
export { LaneStates } from '../../state/lane-states.ts';
export type { LaneStateKind } from '../../state/lane-states.ts';
