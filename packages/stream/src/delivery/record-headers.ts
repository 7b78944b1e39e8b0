/** One value of a header: text when its bytes are UTF-8, else the bytes; `null` for a header without a value. */
export type HeaderValue = string | Uint8Array | null;

/**
 * The headers of a record by name. A header that occurs several times has an array of its values, in their order.
 *
 * @example
 * ```ts
 * const headers: RecordHeaders = {
 *   traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
 *   tag: ['new', new Uint8Array([0xc8])],
 * };
 * ```
 */
export type RecordHeaders = Readonly<Record<string, HeaderValue | readonly HeaderValue[]>>;
