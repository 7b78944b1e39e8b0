/** Status and body. */
export type Answer = readonly [status: number, body: unknown];

/** A request to the server. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** A pattern of paths and the function that answers a request; `parts` are the groups that the pattern has matched. */
export type Route = readonly [pattern: string, answer: (asked: Asked, parts: readonly string[]) => Answer];

type Fields = Record<string, unknown>;

/** State of the server. Tests change it to simulate events. */
export interface State {
  readonly jobs: Map<string, { config: Fields; state: string; records: number; latest?: number }>;
  readonly feeds: Map<string, { config: Fields & { job_id: string }; state: string; looks: number; end?: string }>;
  readonly analyses: Map<string, { config: Fields; state: string; looks: number; failure?: string }>;
  /** Results of jobs, in the format of the API. */
  readonly records: Fields[];
  readonly buckets: Fields[];
  readonly influencers: Fields[];
  /** Documents of the results index. */
  readonly documents: Fields[];
  /** How many documents a run of a datafeed reads. */
  found: number;
  /** Number of requests for a state until a running datafeed, regression or forecast has ended. */
  looksUntilDone: number;
  /** Final state of a forecast. */
  forecast: 'finished' | 'failed';
  /** The errors of an evaluation: the key is true for those of the training rows. */
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
