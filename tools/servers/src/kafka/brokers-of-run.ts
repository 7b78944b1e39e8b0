import { serversError } from '../errors.ts';
import { findServers } from '../find-servers.ts';
import { versionsToStart } from '../versions-to-start.ts';
import { startKafka } from './kafka.ts';
import { warmGroups } from './kafka-groups.ts';

/** Milliseconds that the brokers of `PENSTOCK_KAFKA` have to answer. */
const askTimeout = 10_000;

/** The brokers that a run of tests uses. */
export interface BrokersOfRun {
  /** `HOST:PORT` of each broker. None if `PENSTOCK_KAFKA_VERSION` is `none`. */
  readonly brokers: string[];
  /** Stops the brokers that were started. */
  stop(): Promise<void>;
}

/**
 * Takes the brokers that `PENSTOCK_KAFKA` names, or starts a cluster of two brokers of `PENSTOCK_KAFKA_VERSION`.
 *
 * @throws `PENSTOCK_BAD_OPTION` when the named brokers do not answer; the errors of `startKafka`.
 */
export const brokersOfRun = async (
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<BrokersOfRun> => {
  const { kafka: given } = findServers(env);
  if (given) {
    await warmGroups(given, askTimeout, signal).catch((error: unknown) => {
      throw serversError(
        'PENSTOCK_BAD_OPTION',
        'Expected PENSTOCK_KAFKA to name brokers of one running cluster.',
        error,
      );
    });
    return { brokers: [...given], stop: async () => undefined };
  }
  const { kafka: version } = versionsToStart(env);
  if (version === undefined) return { brokers: [], stop: async () => undefined };
  return startKafka({ version, signal });
};
