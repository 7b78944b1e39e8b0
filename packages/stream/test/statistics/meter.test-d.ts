import type { Meter as OtelMeter } from '@opentelemetry/api';
import { expectTypeOf, test } from 'vitest';
import type { Meter } from '../../src/index.ts';

test('a meter of OpenTelemetry has the type of a Meter', () => {
  expectTypeOf<OtelMeter>().toExtend<Meter>();
});
