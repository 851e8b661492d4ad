import { describe, expect, it } from '@jest/globals';
import { settled } from '../../testing/core/fake-clock';
import { Mailbox } from './mailbox';

describe('Mailbox', () => {
  it('does one task after the other, however long one waits', async () => {
    const done: string[] = [];
    let finish = (): void => undefined;
    const mailbox = new Mailbox(() => undefined);
    mailbox.post(async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      done.push('first');
    });
    mailbox.post(() => void done.push('second'));
    await settled();
    expect(done).toEqual([]);
    finish();
    await settled();
    expect(done).toEqual(['first', 'second']);
  });

  it('goes on after a task that failed, and tells of it', async () => {
    const failed: unknown[] = [];
    const done: string[] = [];
    const mailbox = new Mailbox((error) => failed.push(error));
    const fault = new Error('no');
    mailbox.post(() => Promise.reject(fault));
    mailbox.post(() => void done.push('next'));
    await settled();
    expect(failed).toEqual([fault]);
    expect(done).toEqual(['next']);
  });

  it('forgets what has not begun when it stops', async () => {
    const done: string[] = [];
    const mailbox = new Mailbox(() => undefined);
    mailbox.post(async () => {
      mailbox.stop();
      await settled();
    });
    mailbox.post(() => void done.push('never'));
    await settled();
    await settled();
    mailbox.post(() => void done.push('nor this'));
    await settled();
    expect(done).toEqual([]);
  });
});
