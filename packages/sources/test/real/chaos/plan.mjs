// The schedule of events, by seed.
import { random } from './records.mjs';

export const forms = {
  // Takes about a minute, including the start of the servers.
  short: {
    records: 24_000,
    rate: 1_000,
    span: 30_000,
    kills: 3,
    brokers: 1,
    joins: 1,
    leaves: 1,
    stall: 8_000,
    fail: 4_000,
    brokerDown: 5_000,
    batchMs: 20,
  },
  long: {
    records: 200_000,
    rate: 1_000,
    span: 200_000,
    kills: 10,
    brokers: 2,
    joins: 3,
    leaves: 3,
    stall: 30_000,
    fail: 30_000,
    brokerDown: 15_000,
    batchMs: 20,
  },
  // Each member counts by key, and the counts move with a partition. The sink is slow, so that records are in flight
  // when a member is killed.
  state: {
    records: 10_000,
    rate: 1_000,
    span: 11_000,
    kills: 1,
    brokers: 0,
    joins: 2,
    leaves: 2,
    stall: 0,
    fail: 0,
    brokerDown: 0,
    batchMs: 150,
    state: 'kept',
  },
  'state-long': {
    records: 100_000,
    rate: 1_000,
    span: 100_000,
    kills: 5,
    brokers: 1,
    joins: 3,
    leaves: 3,
    stall: 15_000,
    fail: 0,
    brokerDown: 15_000,
    batchMs: 20,
    state: 'kept',
  },
  // The members start each partition without its counts.
  'state-mutant': {
    records: 10_000,
    rate: 1_000,
    span: 11_000,
    kills: 0,
    brokers: 0,
    joins: 1,
    leaves: 1,
    stall: 0,
    fail: 0,
    brokerDown: 0,
    batchMs: 150,
    state: 'volatile',
  },
  // Kills are enough to detect a member that commits on receipt, if the sink is slower than the source.
  mutant: {
    records: 10_000,
    rate: 2_000,
    span: 12_000,
    kills: 4,
    brokers: 0,
    joins: 0,
    leaves: 0,
    stall: 0,
    fail: 0,
    brokerDown: 0,
    batchMs: 200,
  },
};

/** Returns the events in order of time (ms from the start). */
export const planOf = (seed, form) => {
  const next = random(seed);
  const at = (from, to) => Math.floor((from + next() * (to - from)) * form.span);
  const times = (count, kind, from = 0.1, to = 0.95) =>
    Array.from({ length: count }, () => ({ at: at(from, to), kind, pick: next() }));
  return [
    ...times(form.kills, 'kill'),
    // One at a time, because a partition without a live broker can only wait.
    ...Array.from({ length: form.brokers }, (_, n) => ({
      at: at((n + 0.1) / form.brokers, (n + 0.5) / form.brokers),
      kind: 'broker',
      pick: next(),
    })),
    ...times(form.joins, 'join'),
    ...times(form.leaves, 'leave'),
    ...(form.stall ? times(1, 'stall', 0.1, 0.5) : []),
    ...(form.fail ? times(1, 'fail', 0.5, 0.9) : []),
  ].toSorted((one, other) => one.at - other.at);
};
