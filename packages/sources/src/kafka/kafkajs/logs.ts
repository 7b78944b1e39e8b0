import type { logCreator } from 'kafkajs';
import type { KafkaLogger } from '../client/connection.ts';

// kafkajs's numbers; its own enum would load the library with this file.
export const nothing = 0;
export const info = 4;

const methods = { 1: 'error', 2: 'warn', 4: 'info', 5: 'debug' } as const;

/** Passes kafkajs's log on to a logger; what fails and is tried again is a warning there, not an error. */
export const logCreatorFor =
  (logger: KafkaLogger | undefined): logCreator =>
  () =>
  ({ namespace, level, log }) => {
    const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...fields } = log;
    const method = methods[level as keyof typeof methods];
    if (method) logger?.[method === 'error' ? 'warn' : method]({ ...fields, namespace }, `kafkajs: ${message}`);
  };
