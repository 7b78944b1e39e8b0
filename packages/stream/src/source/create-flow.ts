import { asyncScheduler, Observable } from 'rxjs';
import { checkFunctions, checkOptions } from '../check-options.ts';
import { toCount, toTimeLimit } from '../duration.ts';
import { streamError } from '../errors.ts';
import { versionedStates } from '../state/versioned-states.ts';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Flow } from '../delivery/flow.ts';
import { flowOptionNames } from './flow-options.ts';
import type { FlowOptions } from './flow-options.ts';
import type { FlowPort } from './flow-port.ts';
import type { FlowSettings } from '../engine/flow-settings.ts';
import { toRejectionPolicy } from '../delivery/rejection.ts';
import { RunningFlow } from '../engine/running-flow.ts';

/**
 * Makes a flow of a source that you write as a {@link FlowPort}. The flow adds back-pressure, settlement, barriers,
 * commits, the rejection policy and time limits.
 *
 * The flow is cold and takes one subscription; a second one gets the error `PENSTOCK_FLOW_TAKEN`.
 *
 * @throws `PENSTOCK_BAD_OPTION` immediately, when an option is unknown or out of range.
 *
 * @example
 * ```ts
 * const flow = createFlow<number>({
 *   async start(output) {
 *     const [lane] = await output.assign([{ topic: 'numbers', partition: 0, offset: 0 }]);
 *     for (let offset = 0; offset < 100 && (await output.ready()); offset += 1) lane!.next({ value: offset, offset });
 *   },
 * });
 * ```
 */
export const createFlow = <T>(port: FlowPort<T>, options: FlowOptions = {}): Flow<T> => {
  checkOptions(options, flowOptionNames, 'createFlow');
  checkFunctions({ onStats: options.onStats });
  if (options.state !== undefined && options.state !== 'volatile') {
    throw streamError('PENSTOCK_BAD_OPTION', `state must be 'volatile' or left out; got ${String(options.state)}.`);
  }
  const settings: FlowSettings = {
    maxInFlight: toCount(options.maxInFlight ?? 10_000, 'maxInFlight'),
    maxInFlightBytes:
      options.maxInFlightBytes === undefined ? Infinity : toCount(options.maxInFlightBytes, 'maxInFlightBytes'),
    commitEvery: toTimeLimit(options.commitEvery ?? '1s', 'commitEvery', { min: 1 }),
    onReject: toRejectionPolicy(options.onReject === undefined ? 'stop' : options.onReject),
    stateStore: options.stateStore && versionedStates(options.stateStore),
    volatile: options.state === 'volatile',
    drainTimeout: toTimeLimit(options.drainTimeout ?? '30s', 'drainTimeout'),
    stallTimeout: toTimeLimit(options.stallTimeout ?? '30s', 'stallTimeout', { min: 1 }),
    name: options.name,
    meter: options.meter,
    onStats: options.onStats,
    statsEvery: toTimeLimit(options.statsEvery ?? '10s', 'statsEvery', { min: 1 }),
    scheduler: options.scheduler ?? asyncScheduler,
  };
  let taken = false;
  return new Observable<Delivery<T> | Barrier>((subscriber) => {
    if (taken) {
      subscriber.error(
        streamError(
          'PENSTOCK_FLOW_TAKEN',
          'A flow takes one subscription, and this flow was subscribed before. Make a new flow, or use tee() for ' +
            'several sinks.',
        ),
      );
      return undefined;
    }
    taken = true;
    const running = new RunningFlow(settings, subscriber, {
      commit: port.commit?.bind(port),
      close: port.close?.bind(port),
    });
    // `async` turns a synchronous throw of the port into a rejection, which fails the flow.
    running.start(async () => port.start(running));
    return () => running.leave();
  });
};
