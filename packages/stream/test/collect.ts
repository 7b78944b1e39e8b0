import type { Barrier, Delivery, Flow } from '../src/index.ts';

/** Subscribes to a flow and keeps what comes: lets barriers arrive, and leaves deliveries for the test to settle. */
export const collect = <T>(flow: Flow<T>) => {
  const deliveries: Array<Delivery<T>> = [];
  const barriers: Barrier[] = [];
  const subscription = flow.subscribe(
    (element) =>
      void (element.kind === 'barrier' ? (element.arrive(), barriers.push(element)) : deliveries.push(element)),
  );
  return { deliveries, barriers, subscription };
};
