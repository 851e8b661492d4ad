import { IdentityKeys } from '@api/session/identity';

/** The secrets of every simulated server. */
export const KEYS: readonly string[] = ['simulated-server-key-simulated-server-key'];

/** What the servers make of them, for who watches. */
export const IDENTITY = new IdentityKeys(KEYS);
