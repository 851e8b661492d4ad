import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { NewEntry } from '../entry.js';
import { REQUEST_NAMES } from '../events.js';
import { SAMPLE_NONCE, SAMPLE_PAYLOADS } from '../testing/sample-payloads.js';
import { checkPayload } from './check-payload.js';

const kind = fc.constantFrom('text', 'like', 'unlike');
const nonce = fc.constant(SAMPLE_NONCE);

/** An entry with any of the fields that an entry of any kind can have. */
const anyEntry = fc.record(
  { kind, n: fc.constant(1), t: fc.constant(1), nonce, text: fc.constant('Hello'), replyTo: nonce, target: nonce },
  { requiredKeys: [] },
);

/** The union of src/entry.ts, in words of its own: fields of one kind, all of them, no others. */
function isNewEntry(entry: object): entry is NewEntry {
  const has = (key: string) => key in entry;
  if (!has('n') || !has('t') || !has('nonce') || !('kind' in entry)) return false;
  if (entry.kind === 'text') return has('text') && !has('target');
  return has('target') && !has('text') && !has('replyTo');
}

// A failing property prints its seed and the smallest counterexample.
describe('checkPayload', () => {
  it('answers whatever comes, and never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...REQUEST_NAMES), fc.anything({ withNullPrototype: true }), (event, payload) => {
        expect(typeof checkPayload(event, payload).ok).toBe('boolean');
      }),
      { numRuns: 2_000 },
    );
  });

  it('answers whatever stands in a field, and takes it only if it survives JSON unchanged', () => {
    const field = fc
      .constantFrom(...REQUEST_NAMES)
      .chain((event) =>
        fc.record({ event: fc.constant(event), key: fc.constantFrom('', ...Object.keys(SAMPLE_PAYLOADS[event])) }),
      );
    fc.assert(
      fc.property(field, fc.anything(), ({ event, key }, value) => {
        const payload = { ...SAMPLE_PAYLOADS[event], [key]: value };
        if (!checkPayload(event, payload).ok) return;
        const { [key]: kept } = JSON.parse(JSON.stringify(payload)) as Record<string, unknown>;
        expect(Object.is(value, -0) ? 0 : value).toEqual(kept);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes an entry exactly if the union of NewEntry does: NewEntryDto is one class for all kinds', () => {
    fc.assert(
      fc.property(anyEntry, (entry) => {
        const payload = { ...SAMPLE_PAYLOADS['room:send'], entries: [entry] };
        expect(checkPayload('room:send', payload).ok).toBe(isNewEntry(entry));
      }),
    );
  });
});
