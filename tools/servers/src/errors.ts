/** The codes of the errors of `@penstock/servers`. */
export type ServersErrorCode =
  | 'PENSTOCK_BAD_OPTION'
  | 'PENSTOCK_SERVER_FAILED'
  | 'PENSTOCK_SERVERS_MISSING'
  | 'PENSTOCK_SERVERS_UP';

/**
 * The error of this package. It is not `PenstockError`, so that vitest's configuration and `npm run servers` work
 * without building another package.
 */
export class ServersError extends Error {
  override readonly name = 'ServersError';
  readonly code: ServersErrorCode;

  constructor(code: ServersErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

export const serversError = (code: ServersErrorCode, message: string, cause?: unknown): ServersError =>
  new ServersError(code, message, cause === undefined ? undefined : { cause });
