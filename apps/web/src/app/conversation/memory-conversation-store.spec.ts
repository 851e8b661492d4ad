import { describe, expect, it } from '@jest/globals';
import { describeConversationStore } from './conversation-store.contract';
import { MemoryConversationStore, MemoryDisk } from './memory-conversation-store';

describeConversationStore('MemoryConversationStore', {
  create: (now) => {
    const disk = new MemoryDisk();
    const open = (): MemoryConversationStore => new MemoryConversationStore(disk, now);
    return { store: open(), reopen: open };
  },
});

describe('MemoryDisk', () => {
  it('falls back to an older state as a disk after a power cut does', async () => {
    const disk = new MemoryDisk();
    const store = new MemoryConversationStore(disk);
    await store.claim('alice', 'tab-1', 'store-1', 'always');
    const older = disk.copy();
    await store.claim('alice', 'tab-1', 'store-1', 'always');
    disk.restore(older);
    expect((await store.claim('alice', 'tab-1', 'store-1', 'always')).attempt).toBe(2);
  });

  it('fails every transaction while told to', async () => {
    const disk = new MemoryDisk();
    disk.failure = 'quota';
    await expect(new MemoryConversationStore(disk).read('alice')).rejects.toMatchObject({ reason: 'quota' });
  });
});
