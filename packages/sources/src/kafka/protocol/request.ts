/** A request of the Kafka protocol and its response, in the form that kafkajs's connections expect. */
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

/** The body of a request; kafkajs adds the header. */
export interface EncodedRequest {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

/** Wraps the bytes of a request. kafkajs reads them from `buffer`, and also checks that `buf` is a `Buffer`. */
export const encoded = (bytes: Buffer): EncodedRequest => ({ buf: bytes, buffer: bytes });
