import { createFlow } from '@penstock/stream';
import type { Duration, Flow, FlowOptions } from '@penstock/stream';
import { flowOptionNames, pickOptions, toTimeLimit } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { sourcesError } from '../../errors.ts';
import { checkName } from '../client/connection.ts';
import type { CheckedConnection } from '../client/connection.ts';
import { openClient } from '../kafkajs/open-client.ts';
import { checkRefresh } from '../client/refresh-every.ts';
import { firstContact, knownTopic } from '../client/retry.ts';
import { GroupReader } from './group-reader.ts';
import { groupTimes } from './group-times.ts';
import type { GroupTimeOptions } from './group-times.ts';
import type { Prepare } from '../record/prepare.ts';
import { checkStart, StartPositions } from '../positions/start-positions.ts';
import type { StartPosition } from '../positions/start-positions.ts';
import { topicStates } from '../positions/topic-states.ts';

// Additional handlers for partitions that are added while the flow runs.
const spareHandlers = 64;

/** The topic and the group of a flow, and where and how it reads. */
export interface KafkaFlowOptions extends FlowOptions, GroupTimeOptions {
  readonly topic: string;
  /**
   * The consumer group, under whose name positions are committed. All flows of a group, in any process, share the
   * partitions.
   */
  readonly group: string;
  /**
   * Where reading begins in the partitions that the topic has when the flow starts. Default: `'committed'`, and the
   * first record if nothing is committed.
   */
  readonly from?: StartPosition;
  /**
   * `'end'` ends the flow after the records that each partition had when the flow got it. Default: the flow waits for
   * more.
   */
  readonly until?: 'end';
  /** The largest number of bytes in a fetch from a partition; a larger record still comes alone. Default: 1 MiB. */
  readonly maxBytesPerPartition?: number;
  /**
   * How often to check the topic for added partitions, and whether it was deleted and created again; 100 ms to 1 h.
   * Default: `'5s'`.
   */
  readonly refreshEvery?: Duration;
}

/** The names of the options in {@link KafkaFlowOptions}. */
export const kafkaFlowOptionNames: OptionNames<KafkaFlowOptions> = {
  ...flowOptionNames,
  topic: true,
  group: true,
  from: true,
  until: true,
  sessionTimeout: true,
  rebalanceTimeout: true,
  maxWait: true,
  maxBytesPerPartition: true,
  refreshEvery: true,
};

/**
 * Makes a flow of a topic, whose records `prepare` makes. `commits` says whether it commits positions. Throws
 * `PENSTOCK_BAD_OPTION`.
 */
export const kafkaFlow = <T>(
  checked: CheckedConnection,
  options: KafkaFlowOptions,
  prepare: Prepare<T>,
  commits = true,
): Flow<T> => {
  const topic = checkName(options.topic, 'topic');
  const group = checkName(options.group, 'group');
  const { until } = options;
  if (until !== undefined && until !== 'end')
    throw sourcesError('PENSTOCK_BAD_OPTION', `until must be 'end' or left out; got ${String(until)}.`);
  const times = groupTimes(options);
  const settings = {
    topic,
    toEnd: until === 'end',
    byBytes: options.maxInFlightBytes !== undefined,
    settleWithin: Math.min(times.rebalanceTimeout / 2, toTimeLimit(options.drainTimeout ?? '30s', 'drainTimeout')),
    heartbeatInterval: times.heartbeatInterval,
    refreshEvery: checkRefresh(options.refreshEvery),
    commits,
  };
  const from = checkStart(options.from ?? 'committed');
  const { stateStore } = options;
  let starts: StartPositions | undefined;
  let reader: GroupReader<T> | undefined;
  return createFlow<T>(
    {
      start: async (output) => {
        const positions = (starts = new StartPositions(topic, group, from));
        const client = await openClient(checked);
        const partitions = await firstContact(checked, output.signal, () =>
          client.withAdmin(async (admin) => {
            const { partitions } = await knownTopic(admin, topic);
            await positions.begin(admin);
            return partitions.length;
          }),
        );
        if (output.signal.aborted) return;
        reader = new GroupReader(checked, client, settings, positions, output, prepare);
        const consumer = client.consumer(
          {
            topic,
            group,
            // Each partition may have a waiting handler.
            concurrency: partitions + spareHandlers,
            ...times,
            maxBytesPerPartition: options.maxBytesPerPartition ?? 1_048_576,
            maxBytes: 10_485_760,
            refreshEvery: settings.refreshEvery,
          },
          reader.handlers,
        );
        await reader.read(consumer);
      },
      ...(commits && { commit: async (positions) => reader?.commit(positions) ?? false }),
      close: async () => reader?.close(),
    },
    {
      ...pickOptions<FlowOptions>(options, flowOptionNames),
      ...(stateStore && { stateStore: topicStates(stateStore, () => starts?.identity) }),
    },
  );
};
