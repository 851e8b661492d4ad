import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { REPORTS } from '../workspace/paths.mjs';

/** A step that is right or wrong as a whole. */
export function countOne({ code }) {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** A script of ours, which closes with the same words as the whole run. */
export function countClosingLine({ code, output }) {
  const line = /^(\d+) passed, (\d+) failed$/m.exec(output);
  if (line === null) return { passed: 0, failed: 1 };
  return atLeastOneWhenFailed(code, Number(line[1]), Number(line[2]));
}

/** Node's own runner, in TAP. */
export function countNodeTest({ code, output }) {
  const counted = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const skipped = counted('skipped') + counted('todo');
  const passed = counted('pass');
  if (passed === 0) return { passed: 0, failed: 1 };
  return { ...atLeastOneWhenFailed(code, passed, counted('fail') + counted('cancelled') + skipped), skipped };
}

/** A test that is skipped proves nothing: it counts as failed, and so does a file that could not be run. */
export function countJest({ code }, report) {
  const json = takeReport(report);
  if (json === undefined) return { passed: 0, failed: 1 };
  const failed = json.numFailedTests + json.numPendingTests + json.numRuntimeErrorTestSuites;
  const messages = json.testResults.filter(({ status }) => status === 'failed').map(({ message }) => message.trim());
  return {
    ...atLeastOneWhenFailed(code, json.numPassedTests, failed),
    skipped: json.numPendingTests,
    // The end of Jest's own output is often something else.
    ...(messages.length > 0 ? { failure: messages.join('\n\n') } : {}),
  };
}

export function countPlaywright({ code }) {
  const json = takeReport(join(REPORTS, 'e2e.json'));
  if (json === undefined) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky, skipped } = json.stats;
  return { ...atLeastOneWhenFailed(code, expected + flaky, unexpected + skipped + json.errors.length), skipped };
}

/** Whatever was counted: an exit code that says failure is never lost. */
function atLeastOneWhenFailed(code, passed, failed) {
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

/** Read once: a report of an earlier run must not stand in for one that was not written. */
function takeReport(path) {
  if (!existsSync(path)) return undefined;
  const json = JSON.parse(readFileSync(path, 'utf8'));
  rmSync(path);
  return json;
}
