/** A request of the Kafka protocol with its answer, in the form in which kafkajs's connections send it. */
export interface ProtocolRequest<T> {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    encode(): Promise<EncodedRequest>;
  };
  readonly response: {
    decode(bytes: Buffer): Promise<{ readonly clientSideThrottleTime: number; readonly answer: T }>;
    parse(decoded: { readonly answer: T }): Promise<T>;
  };
}

/** The body of a request; kafkajs writes the header before it. */
export interface EncodedRequest {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

/** kafkajs reads the bytes from `buffer`, and checks that `buf` is a `Buffer`, too. */
export const encoded = (bytes: Buffer): EncodedRequest => ({ buf: bytes, buffer: bytes });
