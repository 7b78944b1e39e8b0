import { encoded } from './request.ts';
import type { ProtocolRequest } from './request.ts';

// The first version of the request whose response has topic ids; brokers support it since Kafka 2.8. kafkajs supports
// versions up to 6.
const apiVersion = 10;
const apiKey = 3;
const idBytes = 16;
const noTopic = Buffer.alloc(idBytes);

/** The ids of the cluster and of a topic; undefined when the broker has none. */
export interface TopicAnswer {
  readonly clusterId: string | undefined;
  readonly topicId: string | undefined;
}

/**
 * Makes the request for the id of a topic: `Metadata` of the Kafka protocol, with automatic creation of topics
 * disabled.
 */
export const topicIdRequest = {
  apiKey,
  apiVersion,
  of: (topic: string): ProtocolRequest<TopicAnswer> => ({
    request: { apiKey, apiVersion, apiName: 'Metadata', encode: async () => encoded(requestOf(topic)) },
    response: { decode: async (bytes) => read(new Reader(bytes)), parse: async ({ answer }) => answer },
  }),
};

// Format: https://kafka.apache.org/protocol.html#The_Messages_Metadata. Lengths are unsigned variable-length numbers,
// one more than the length, so that 0 means null. The first byte, the empty tag list, belongs to the header, because
// kafkajs does not write it.
const requestOf = (topic: string): Buffer => {
  const name = Buffer.from(topic);
  const [tags, oneTopic, no] = [0, 2, 0];
  return Buffer.from([tags, oneTopic, ...noTopic, ...unsigned(name.length + 1), ...name, tags, no, no, no, tags]);
};

const read = (reader: Reader) => {
  reader.tags();
  const clientSideThrottleTime = reader.int32();
  reader.list(() => {
    reader.skip(4);
    reader.text();
    reader.skip(4);
    reader.text();
    reader.tags();
  });
  const clusterId = reader.text();
  reader.skip(4);
  let topicId: string | undefined;
  // Ignore everything after the id of the only topic.
  if (reader.length() === 1) {
    reader.skip(2);
    reader.text();
    const id = reader.bytes(idBytes);
    if (!id.equals(noTopic)) topicId = id.toString('base64url');
  }
  return { clientSideThrottleTime, answer: { clusterId, topicId } };
};

const unsigned = (value: number): number[] =>
  value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...unsigned(Math.floor(value / 0x80))];

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  skip(count: number): void {
    this.#at += count;
  }

  int32(): number {
    this.skip(4);
    return this.#bytes.readInt32BE(this.#at - 4);
  }

  bytes(count: number): Buffer {
    this.skip(count);
    if (this.#at > this.#bytes.length)
      throw new RangeError(`Expected a complete response from the broker; got only ${this.#bytes.length} bytes.`);
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  /** Reads the length of a list or a text; -1 means null. */
  length(): number {
    return this.#unsigned() - 1;
  }

  text(): string | undefined {
    const length = this.length();
    return length < 0 ? undefined : this.bytes(length).toString();
  }

  list(each: () => void): void {
    for (let left = this.length(); left > 0; left -= 1) each();
  }

  tags(): void {
    for (let left = this.#unsigned(); left > 0; left -= 1) {
      this.#unsigned();
      this.skip(this.#unsigned());
    }
  }

  #unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.#bytes.readUInt8(this.#at);
      this.skip(1);
      value += (byte % 0x80) * scale;
      if (byte < 0x80) return value;
    }
  }
}
