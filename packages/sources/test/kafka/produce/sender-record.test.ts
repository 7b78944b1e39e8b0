import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sizeOfRecord } from '../../../src/kafka/produce/sender-record.ts';
import { recordBytes } from '../../../src/kafka/protocol/record-bytes.ts';

const part = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.string({ maxLength: 200 }), fc.constant(null));
const bytes = fc.uint8Array({ maxLength: 80 }).map((each) => Buffer.from(each));
const headers = fc.array(fc.tuple(fc.string({ maxLength: 20 }), fc.oneof(part, bytes)), { maxLength: 8 });

test('the estimated size of a record is at least its size in a batch, including headers', () => {
  fc.assert(
    fc.property(fc.record({ key: part, value: fc.oneof(part, bytes), headers }), (record) => {
      const encoded = recordBytes([{ ...record, partition: 0 }], Float64Array.of(1_700_000_000_000), 0);
      expect(sizeOfRecord(record)).toBeGreaterThanOrEqual(encoded.length);
    }),
  );
});
