import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { describeError } from './describe-error.js';

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('describeError', () => {
  it('tells of a fault of ours what happened and where', () => {
    const described = describeError(new TypeError('room is undefined', { cause: new Error('why') }));
    expect(described).toMatchObject({
      name: 'TypeError',
      message: 'room is undefined',
      cause: { name: 'Error', message: 'why' },
    });
    expect(described.at).toContain('describe-error.spec.ts');
    expect(described.at).not.toContain('room is undefined');
  });

  it('I10: never repeats what JSON.parse was given', () => {
    const described = describeError(thrownBy(() => JSON.parse('my secret words')));
    expect(described.name).toBe('SyntaxError');
    expect(JSON.stringify(described)).not.toContain('secret');
  });

  it('I10: tells no address of a peer', async () => {
    const error = await new Promise((resolve) => {
      connect({ host: '127.0.0.1', port: 1 }).once('error', resolve);
    });
    const described = describeError(error);
    expect(described).toMatchObject({ name: 'Error', code: 'ECONNREFUSED' });
    expect(JSON.stringify(described)).not.toContain('127.0.0.1');
  });

  it('I10: tells no key of a refused document', () => {
    const error = Object.assign(new Error('E11000 dup key: { _id: "secret" }'), {
      name: 'MongoServerError',
      code: 11000,
    });
    const described = describeError(error);
    expect(described).toMatchObject({ name: 'MongoServerError', code: '11000' });
    expect(JSON.stringify(described)).not.toContain('secret');
  });

  it('I10: tells of a refusal of Redis the code that its message begins with', () => {
    const error = Object.assign(new Error('WRONGTYPE of secret'), { name: 'ReplyError' });
    expect(describeError(error)).toMatchObject({ name: 'ReplyError', code: 'WRONGTYPE' });
    expect(JSON.stringify(describeError(error))).not.toContain('secret');
  });

  it('takes whatever is thrown', () => {
    const loop: { message: string; cause?: unknown } = { message: 'loop' };
    loop.cause = loop;
    for (const thrown of [undefined, null, 'secret', 7, {}, loop]) {
      expect(JSON.stringify(describeError(thrown))).not.toContain('secret');
    }
  });
});
