/**
 * A schema after https://standardschema.dev, as of zod, valibot or arktype; only what is called of it.
 *
 * @example
 * ```ts
 * const text: StandardSchema<string> = {
 *   '~standard': { version: 1, validate: (value) => (typeof value === 'string' ? { value } : { issues: [{ message: 'not a text' }] }) },
 * };
 * ```
 */
export interface StandardSchema<T> {
  readonly '~standard': {
    readonly version: 1;
    readonly validate: (value: unknown) => SchemaResult<T> | Promise<SchemaResult<T>>;
    readonly types?: { readonly input: unknown; readonly output: T } | undefined;
  };
}

/** What a schema says of a value. */
export type SchemaResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: ReadonlyArray<{ readonly message: string; readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined }> };

/** A schema's complaints in one line, such as `price: expected a number`. */
export const issuesText = (issues: Extract<SchemaResult<unknown>, { issues: readonly unknown[] }>['issues']): string =>
  issues
    .slice(0, 5)
    .map(({ message, path }) => {
      const at = path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
      return at ? `${at}: ${message}` : message;
    })
    .join('; ');
