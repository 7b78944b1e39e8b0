import type { SchemaIssue } from '@penstock/stream';

/** Returns a schema's issues as one line, such as `price: expected a number`. */
export const issuesText = (issues: readonly SchemaIssue[]): string =>
  issues
    .slice(0, 5)
    .map(({ message, path }) => {
      const at = path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
      return at ? `${at}: ${message}` : message;
    })
    .join('; ');
