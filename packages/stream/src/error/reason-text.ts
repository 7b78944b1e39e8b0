// One failed connection to a name with many addresses gathers an error for each.
const mostGathered = 5;

/**
 * The text of whatever was thrown, for a message: what an error says, else the value as a string. Never throws.
 *
 * An error without a message gives those of the errors that it gathers, as `AggregateError` does, else its name and
 * `code`. Nothing else of an object is shown, since its other properties may hold a request with a login.
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

// An error of another realm, such as a worker of a test runner, is not an instance of this one's Error.
const isError = (thrown: unknown): thrown is Error =>
  thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]';

const errorText = (error: Error): string => {
  const { errors } = error as { readonly errors?: unknown };
  if (String(error.message) !== '' || !Array.isArray(errors) || errors.length === 0) return ownText(error);
  const more = errors.length - mostGathered;
  const texts = errors.slice(0, mostGathered).map((each: unknown) => (isError(each) ? ownText(each) : String(each)));
  return texts.join('; ') + (more > 0 ? ` (and ${more} more)` : '');
};

const ownText = (error: Error): string => {
  const { message, name, code } = error as Error & { readonly code?: unknown };
  return String(message) || (typeof code === 'string' ? `${name} (${code})` : String(name));
};
