// The errors that a broker returns for a Produce request: the code, the name and whether a retry may succeed. Source:
// https://kafka.apache.org/protocol.html#protocol_error_codes
const errors: ReadonlyArray<readonly [code: number, type: string, retriable: boolean]> = [
  [-1, 'UNKNOWN', false],
  [2, 'CORRUPT_MESSAGE', true],
  [3, 'UNKNOWN_TOPIC_OR_PARTITION', true],
  [5, 'LEADER_NOT_AVAILABLE', true],
  [6, 'NOT_LEADER_FOR_PARTITION', true],
  [7, 'REQUEST_TIMED_OUT', true],
  [10, 'MESSAGE_TOO_LARGE', false],
  [13, 'NETWORK_EXCEPTION', true],
  [17, 'INVALID_TOPIC_EXCEPTION', false],
  [18, 'RECORD_LIST_TOO_LARGE', false],
  [19, 'NOT_ENOUGH_REPLICAS', true],
  [20, 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', true],
  [21, 'INVALID_REQUIRED_ACKS', false],
  [29, 'TOPIC_AUTHORIZATION_FAILED', false],
  [31, 'CLUSTER_AUTHORIZATION_FAILED', false],
  [32, 'INVALID_TIMESTAMP', false],
  [35, 'UNSUPPORTED_VERSION', false],
  [42, 'INVALID_REQUEST', false],
  [43, 'UNSUPPORTED_FOR_MESSAGE_FORMAT', false],
  [44, 'POLICY_VIOLATION', false],
  [45, 'OUT_OF_ORDER_SEQUENCE_NUMBER', false],
  [46, 'DUPLICATE_SEQUENCE_NUMBER', false],
  [47, 'INVALID_PRODUCER_EPOCH', false],
  [56, 'KAFKA_STORAGE_ERROR', true],
  [59, 'UNKNOWN_PRODUCER_ID', false],
  [76, 'UNSUPPORTED_COMPRESSION_TYPE', false],
  [87, 'INVALID_RECORD', false],
  [89, 'THROTTLING_QUOTA_EXCEEDED', true],
];

/** An error in a broker's response; `type` is its name in the Kafka protocol. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly type: string;
  readonly retriable: boolean;

  constructor(code: number) {
    const [, type, retriable] = errors.find(([known]) => known === code) ?? [code, `ERROR_${code}`, false];
    super(`The broker responded with ${type} (${code})`);
    this.type = type;
    this.retriable = retriable;
  }
}
