export { badPayloads, type BadPayload } from './bad-payloads.js';
export * from './conformance/index.js';
export * from './fake-server.js';
export {
  OPTIONAL_FIELDS,
  SAMPLE_CLAIM,
  SAMPLE_LIKE,
  SAMPLE_NONCE,
  SAMPLE_PAYLOADS,
  SAMPLE_REPLY,
  SAMPLE_TEXT,
} from './sample-payloads.js';
export { WORKED_EXAMPLES, type ExampleStep, type WorkedExample } from './worked-examples.js';
