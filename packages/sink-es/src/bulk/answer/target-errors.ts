import type { ElasticsearchErrorCode } from '../../errors.ts';

/** The options that say where and how documents are written. A function computes its option from each record. */
export interface TargetOptions {
  readonly index: string | ((...record: never) => string);
  readonly routing?: unknown;
  readonly pipeline?: unknown;
  readonly opType?: unknown;
}

/** An error of the target, and how to recognise it in the server's answer. */
interface TargetError {
  readonly type?: string;
  readonly status?: number;
  /** Needed for a type that Elasticsearch also uses for errors of documents. */
  readonly reason?: RegExp;
  /** True if only a date-math index name, in `<` and `>`, can cause the error. */
  readonly isDateMath?: boolean;
  /** The options that can cause the error. If one of them is a function, the error may concern only this record. */
  readonly causes: ReadonlyArray<keyof TargetOptions>;
  readonly code?: ElasticsearchErrorCode;
  readonly advice: string;
}

/** For date-math names only. With any other name, a pipeline caused the same error, so it concerns the document. */
const ofDateMath = {
  isDateMath: true,
  causes: ['index'],
  advice: 'Elasticsearch reads an index name in < and > as date math. Correct the name.',
} as const;

/** For a pipeline that calls a missing pipeline, or that calls itself. */
const ofPipelineCall = {
  causes: ['index', 'pipeline'],
  advice: 'Correct the pipeline processor that calls this pipeline.',
} as const;

// The first match counts. All were observed on 7.17 and 9.5, except those that need security or an ingest processor.
export const targetErrors: readonly TargetError[] = [
  {
    status: 401,
    causes: [],
    code: 'PENSTOCK_UNAUTHORIZED',
    advice: 'Check the user name and password, or the API key of the client.',
  },
  {
    // A reason without the name of an index is about the whole cluster.
    type: 'cluster_block_exception',
    status: 403,
    reason: /^blocked by/,
    causes: [],
    code: 'PENSTOCK_FORBIDDEN',
    advice: 'Lift the block of the cluster.',
  },
  {
    status: 403,
    causes: ['index'],
    code: 'PENSTOCK_FORBIDDEN',
    advice: 'Grant the login the privilege to write, or lift the block of the index.',
  },
  {
    type: 'index_not_found_exception',
    causes: ['index'],
    code: 'PENSTOCK_INDEX_MISSING',
    advice: 'Elasticsearch does not create it automatically. Check the name, or create it with ensureIndex.',
  },
  {
    type: 'index_closed_exception',
    causes: ['index'],
    advice: 'Open the index, or write to another.',
  },
  {
    type: 'invalid_index_name_exception',
    causes: ['index'],
    advice: 'Give index a valid name.',
  },
  {
    type: 'parse_exception',
    reason: /date field|date math|dynamic name expression/,
    ...ofDateMath,
  },
  {
    type: 'illegal_argument_exception',
    reason: /^Invalid format: /,
    ...ofDateMath,
  },
  {
    // Elasticsearch answers 500 to a time zone that it does not know.
    type: 'zone_rules_exception',
    ...ofDateMath,
  },
  {
    type: 'date_time_exception',
    status: 500,
    ...ofDateMath,
  },
  {
    type: 'too_long_http_line_exception',
    causes: [],
    advice: 'Shorten the names in index and pipeline.',
  },
  {
    type: 'illegal_argument_exception',
    reason: /explicit index in bulk is not allowed/,
    causes: [],
    advice:
      'The server setting rest.action.multi.allow_explicit_index does not allow index to be a function. Set index to ' +
      'a name.',
  },
  {
    type: 'illegal_argument_exception',
    reason: /unrecognized parameter/,
    causes: [],
    advice: 'This server does not support one of the options of toElasticsearch. Leave that option out.',
  },
  {
    type: 'illegal_argument_exception',
    reason: /no write index is defined for alias|has more than one ind/,
    causes: ['index'],
    advice: 'Set is_write_index for one index of the alias.',
  },
  {
    type: 'illegal_argument_exception',
    reason: /targeting backing indices is disallowed/,
    causes: ['index'],
    advice: 'Write to the data stream by its name.',
  },
  {
    type: 'illegal_argument_exception',
    reason: /op_type of create/,
    causes: ['index', 'opType'],
    advice: "A data stream takes only opType: 'create'.",
  },
  {
    type: 'illegal_argument_exception',
    reason: /allow_custom_routing|provided with routing value|several index routing/,
    causes: ['index', 'routing'],
    advice: 'Leave out routing, or write to another index or alias.',
  },
  {
    type: 'routing_missing_exception',
    causes: ['index', 'routing'],
    advice: 'The index requires a routing for each document. Set the option routing.',
  },
  {
    type: 'illegal_argument_exception',
    reason: /^pipeline with id .* does not exist/,
    causes: ['index', 'pipeline'],
    advice: 'Create the ingest pipeline, or correct its name in pipeline or in the settings of the index.',
  },
  {
    // Elasticsearch answers 500 to any error inside a pipeline.
    type: 'illegal_state_exception',
    reason: /non-existent pipeline|Cycle detected for pipeline/,
    ...ofPipelineCall,
  },
  {
    type: 'graph_structure_exception',
    ...ofPipelineCall,
  },
  {
    type: 'document_parsing_exception',
    reason: /_id must be unset or set to/,
    causes: ['index'],
    advice:
      'Elasticsearch generates the ids in a time series index itself. Write to an index without ' +
      'index.mode: time_series.',
  },
  {
    type: 'illegal_argument_exception',
    reason: /^unknown index sort field/,
    causes: ['index'],
    advice: 'Correct the index template: Elasticsearch cannot create the index from it.',
  },
  {
    type: 'validation_exception',
    reason: /maximum .*shards open/,
    causes: ['index'],
    advice: 'The cluster has no room for another index. Delete some, or raise cluster.max_shards_per_node.',
  },
];
