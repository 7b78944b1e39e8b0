import { reasonText } from '@penstock/stream/error';
import { sourcesError } from '../../errors.ts';
import type { SourcesErrorCode } from '../../errors.ts';
import { KafkaError } from '../client/kafka-error.ts';
import { isNotConnected } from './internals.ts';

/** The fields that distinguish kafkajs's errors; most errors have only some of them. */
interface KafkajsError {
  readonly name?: string;
  readonly message?: string;
  readonly type?: string;
  readonly code?: string | number;
  readonly retriable?: boolean;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

/**
 * Returns the error and its causes, outermost first. kafkajs wraps errors, and often only an inner one has the relevant
 * field.
 */
const chainOf = (error: unknown): KafkajsError[] => {
  const chain: KafkajsError[] = [];
  for (
    let link = error;
    typeof link === 'object' && link !== null && !chain.includes(link);
    link = (link as KafkajsError).cause ?? (link as KafkajsError).errors?.[0]
  ) {
    chain.push(link);
  }
  return chain;
};

/** Returns the protocol's name of the error, such as `REBALANCE_IN_PROGRESS`, if the broker sent one. */
export const protocolError = (error: unknown): string | undefined =>
  chainOf(error).find(({ type }) => type !== undefined)?.type;

/** Returns whether no broker knew the coordinator of a group. */
export const isWithoutCoordinator = (error: unknown): boolean =>
  chainOf(error).some(({ name }) => name === 'KafkaJSGroupCoordinatorNotFound');

const unreachable = [
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSLockTimeout',
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSMetadataNotLoaded',
  'KafkaJSTopicMetadataNotLoaded',
];

const loginRefused = ['SASL_AUTHENTICATION_FAILED', 'UNSUPPORTED_SASL_MECHANISM', 'ILLEGAL_SASL_STATE'];

// The broker's errors for records that it will never accept.
const recordRefused = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD'];

/** Turns any error of kafkajs into a {@link KafkaError}. `what` completes the sentence "Could not …". */
export const toKafkaError = (error: unknown, what: string): KafkaError => {
  const chain = chainOf(error);
  const own = chain.find((link) => link instanceof KafkaError);
  if (own) return own as KafkaError;
  const named = (names: readonly string[]) => chain.some(({ name }) => name !== undefined && names.includes(name));
  const type = protocolError(error);
  // An error that groups other errors, such as one for each topic of a request, has no useful message itself.
  const told = chain.filter((_, at) => at === 0 || chain[at - 1]?.errors !== undefined).map(({ message }) => message);
  const said = told.length > 0 ? told.join(': ') : reasonText(error);
  const make = (code: SourcesErrorCode, retriable: boolean, advice: string) =>
    new KafkaError(code, `Could not ${what}: ${said}. ${advice}`, { retriable, cause: error });

  if (named(['KafkaJSSASLAuthenticationError']) || (type !== undefined && loginRefused.includes(type))) {
    return make('PENSTOCK_KAFKA_LOGIN_REFUSED', false, 'Check the mechanism, name and password in sasl.');
  }
  if (type === 'INVALID_SESSION_TIMEOUT') {
    return make(
      'PENSTOCK_BAD_OPTION',
      false,
      "Set sessionTimeout within the broker's group.min.session.timeout.ms and group.max.session.timeout.ms.",
    );
  }
  if (type?.endsWith('_AUTHORIZATION_FAILED'))
    return make('PENSTOCK_KAFKA_NOT_ALLOWED', false, 'The broker does not allow this to the user. Add an ACL.');
  if (type === 'INVALID_TIMESTAMP')
    return make(
      'PENSTOCK_RECORD_REFUSED',
      false,
      'The topic accepts times from message.timestamp.before.max.ms before to message.timestamp.after.max.ms after ' +
        'the time of arrival. Correct the time, or change these settings.',
    );
  if (type !== undefined && recordRefused.includes(type))
    return make('PENSTOCK_RECORD_REFUSED', false, 'Check max.message.bytes and the other settings of the topic.');
  if (type === 'INVALID_REPLICATION_FACTOR') {
    return make('PENSTOCK_KAFKA_FAILED', false, 'Set replication to at most the number of brokers.');
  }
  if (type === 'INVALID_CONFIG') return make('PENSTOCK_KAFKA_FAILED', false, 'Correct the names and values in config.');
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION')
    return make('PENSTOCK_TOPIC_UNKNOWN', true, 'Create the topic with ensureTopic(), or correct its name.');
  if (chain.some(({ code }) => typeof code === 'string' && /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_/.test(code))) {
    return make(
      'PENSTOCK_KAFKA_UNREACHABLE',
      false,
      'Check that the options of ssl fit the certificate that the broker presents.',
    );
  }
  if (named(unreachable) || chain.some(isNotConnected))
    return make(
      'PENSTOCK_KAFKA_UNREACHABLE',
      true,
      'Check that brokers has the right hosts and ports, that the brokers run, and that ssl and sasl match ' +
        'their settings.',
    );
  const retriable =
    chain.find(({ name }) => name !== 'KafkaJSNumberOfRetriesExceeded' && name !== 'KafkaJSNonRetriableError')
      ?.retriable ?? false;
  return make('PENSTOCK_KAFKA_FAILED', retriable, 'See the cause for the error of the client.');
};

/** Makes the error for a missing client library. */
export const peerMissing = (name: string, range: string, cause: unknown) =>
  sourcesError(
    'PENSTOCK_PEER_MISSING',
    `Expected ${name} ${range} beside @penstock/sources; it could not be loaded. Add it to your dependencies.`,
    cause,
  );
