/** The name of an index as an SQL identifier. */
export const tableOf = (index: string): string => `"${index.replaceAll('"', '""')}"`;

/** Creates the table that holds the documents of an index as JSON, each under its id. */
export const createTable = (index: string): string =>
  `CREATE TABLE IF NOT EXISTS ${tableOf(index)} (id VARCHAR PRIMARY KEY, document JSON NOT NULL)`;
