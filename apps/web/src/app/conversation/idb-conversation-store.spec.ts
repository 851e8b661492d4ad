import 'fake-indexeddb/auto';
import { describe, expect, it } from '@jest/globals';
import { IDBFactory } from 'fake-indexeddb';
import { describeConversationStore } from './conversation-store.contract';
import { IdbConversationStore } from './idb-conversation-store';

describeConversationStore('IdbConversationStore', {
  create: (now) => {
    globalThis.indexedDB = new IDBFactory();
    const open = (): IdbConversationStore => new IdbConversationStore(now);
    return { store: open(), reopen: open };
  },
});

describe('IdbConversationStore', () => {
  it('asks for strict durability in every transaction that must not be taken back (I1)', async () => {
    globalThis.indexedDB = new IDBFactory();
    const asked: unknown[] = [];
    const transaction = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, names, mode, options) {
      if (mode === 'readwrite') asked.push(options?.durability);
      return transaction.call(this, names, mode, options);
    };
    try {
      const store = new IdbConversationStore(() => 0);
      await store.claim('alice', 'tab-1', 'store-1', 'always');
      await store.write('alice', { owner: 'tab-1' }, {});
    } finally {
      IDBDatabase.prototype.transaction = transaction;
    }
    expect(asked).toEqual(['strict', 'strict']);
  });

  it.each([
    ['QuotaExceededError', 'quota'],
    ['SecurityError', 'unavailable'],
    ['InvalidStateError', 'unavailable'],
    ['UnknownError', 'failed'],
  ])('tells a %s as %s, and works again when the browser does', async (name, reason) => {
    const working = new IDBFactory();
    globalThis.indexedDB = new IDBFactory();
    globalThis.indexedDB.open = () => {
      throw new DOMException('no', name);
    };
    const store = new IdbConversationStore(() => 0);
    await expect(store.claim('alice', 'tab-1', 'store-1', 'always')).rejects.toMatchObject({ reason });
    globalThis.indexedDB = working;
    expect((await store.claim('alice', 'tab-1', 'store-1', 'always')).attempt).toBe(1);
  });
});
