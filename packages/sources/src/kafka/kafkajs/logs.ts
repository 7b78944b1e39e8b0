import type { logCreator } from 'kafkajs';
import type { KafkaLogger } from '../client/connection.ts';

// kafkajs's log levels. Its own enum is not used, because that would load the library with this file.
export const nothing = 0;
export const info = 4;

const methods = { 1: 'error', 2: 'warn', 4: 'info', 5: 'debug' } as const;

/** Passes kafkajs's log on to a logger. Errors become warnings, because the operations are retried. */
export const logCreatorFor =
  (logger: KafkaLogger | undefined): logCreator =>
  () =>
  ({ namespace, level, log }) => {
    const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...fields } = log;
    const method = methods[level as keyof typeof methods];
    if (method) logger?.[method === 'error' ? 'warn' : method]({ ...fields, namespace }, `kafkajs: ${message}`);
  };
