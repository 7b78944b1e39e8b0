import type { Barrier, Delivery, Flow } from '../src/index.ts';

/** Subscribes to a flow and collects its deliveries. Barriers arrive immediately; the test settles the deliveries. */
export const collect = <T>(flow: Flow<T>) => {
  const deliveries: Array<Delivery<T>> = [];
  const barriers: Barrier[] = [];
  const subscription = flow.subscribe(
    (element) =>
      void (element.kind === 'barrier' ? (element.arrive(), barriers.push(element)) : deliveries.push(element)),
  );
  return { deliveries, barriers, subscription };
};
