/** Status and body. */
export type Answer = readonly [status: number, body: unknown];

/** A request to the server. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** What answers a request; `parts` are what the pattern has found in the path. */
export type Route = readonly [pattern: string, answer: (asked: Asked, parts: readonly string[]) => Answer];

type Fields = Record<string, unknown>;

/** What the server holds. Tests change it to have things happen. */
export interface State {
  readonly jobs: Map<string, { config: Fields; state: string; records: number; latest?: number }>;
  readonly feeds: Map<string, { config: Fields & { job_id: string }; state: string; looks: number; end?: string }>;
  readonly analyses: Map<string, { config: Fields; state: string; looks: number; failure?: string }>;
  /** Results of jobs, as the API writes them. */
  readonly records: Fields[];
  readonly buckets: Fields[];
  readonly influencers: Fields[];
  /** Documents of the results index. */
  readonly documents: Fields[];
  /** How many documents a run of a datafeed reads. */
  found: number;
  /** How often a state is asked for until what runs has ended. */
  looksUntilDone: number;
  /** How a forecast ends. */
  forecast: 'finished' | 'failed';
  /** The errors of an evaluation, by whether they are of rows that were learned from. */
  readonly evaluations: Map<boolean, Fields>;
}

export const newState = (): State => ({
  jobs: new Map(),
  feeds: new Map(),
  analyses: new Map(),
  records: [],
  buckets: [],
  influencers: [],
  documents: [],
  found: 3_000,
  looksUntilDone: 3,
  forecast: 'finished',
  evaluations: new Map(),
});

export const missing = (reason: string): Answer => [404, { error: { type: 'resource_not_found_exception', reason } }];

export const conflict = (reason: string): Answer => [409, { error: { type: 'status_exception', reason } }];

export const exists = (reason: string): Answer => [
  400,
  { error: { type: 'resource_already_exists_exception', reason } },
];

export const badRequest = (reason: string): Answer => [400, { error: { type: 'status_exception', reason } }];
