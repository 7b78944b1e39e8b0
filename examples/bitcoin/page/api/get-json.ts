/** An error that the API answered, or a request that got no answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** Such as `PENSTOCK_NOT_LIVE`. `NO_ANSWER` if no answer came; such as `HTTP_502` if the answer has no code. */
  readonly code: string;
  /** The HTTP status; 0 if no answer came. */
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The error if no answer came. */
export const noAnswer = (): ApiError =>
  new ApiError('NO_ANSWER', 'The server does not answer. Is the program still running?', 0);

/**
 * Gets what the API has at `path`, such as `api/prices`.
 *
 * @throws (rejects with) {@link ApiError} if the server answers with an error, or does not answer.
 */
export const getJson = async <T>(path: string): Promise<T> => {
  const response = await fetch(path, { headers: { accept: 'application/json' } }).catch(() => {
    throw noAnswer();
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body as T;
  const { code = `HTTP_${response.status}`, message = `The server answered ${response.status}.` } =
    (body as { error?: { code?: string; message?: string } } | undefined)?.error ?? {};
  throw new ApiError(code, message, response.status);
};
