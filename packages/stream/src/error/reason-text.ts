// A failed connection to a host with many addresses throws an AggregateError with one error for each address.
const maxGathered = 5;

/**
 * Returns a text for any thrown value: the message of an error, else the value as a string. Never throws.
 *
 * For an `AggregateError` without a message, the text joins the messages of its errors. For another error without a
 * message it is the name and `code`. No other properties are shown, since they may hold a request with credentials.
 *
 * @example
 * ```ts
 * import { reasonText } from '@penstock/stream/error';
 *
 * reasonText(new RangeError('too long')); // 'too long'
 * reasonText('stop'); // 'stop'
 * reasonText(Object.create(null)); // 'something that has no text'
 * ```
 */
export const reasonText = (thrown: unknown): string => {
  try {
    return isError(thrown) ? errorText(thrown) : String(thrown);
  } catch {
    return 'something that has no text';
  }
};

// An error of another realm, such as the sandbox of a test runner, is not an instance of this realm's Error.
const isError = (thrown: unknown): thrown is Error =>
  thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]';

const errorText = (error: Error): string => {
  const { errors } = error as { readonly errors?: unknown };
  if (String(error.message) !== '' || !Array.isArray(errors) || errors.length === 0) return ownText(error);
  const more = errors.length - maxGathered;
  const texts = errors.slice(0, maxGathered).map((each: unknown) => (isError(each) ? ownText(each) : String(each)));
  return texts.join('; ') + (more > 0 ? ` (and ${more} more)` : '');
};

const ownText = (error: Error): string => {
  const { message, name, code } = error as Error & { readonly code?: unknown };
  return String(message) || (typeof code === 'string' ? `${name} (${code})` : String(name));
};
