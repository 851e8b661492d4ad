import type { Limits } from '@hearken/protocol';
import type { RedisAddress } from '../platform/redis/redis-address.js';

/** Where everything is kept. */
export type Persistence =
  | { readonly is: 'mongodb'; readonly uri: string }
  /** A `mongod` of our own; `mayBeVolatile`: without one, start on memory with a loud warning. */
  | { readonly is: 'embedded'; readonly mayBeVolatile: boolean }
  | { readonly is: 'volatile' };

/** How this server and others on the same database know of each other. */
export type CoordinationChoice =
  /** There are no others. */
  { readonly is: 'single' } | { readonly is: 'redis'; readonly address: RedisAddress };

/** Which keys sign and verify identities. */
export type KeySource = { readonly is: 'given'; readonly keys: readonly string[] } | { readonly is: 'data-folder' };

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** What one address may do (a /64 for IPv6). */
export interface AddressLimits {
  readonly unregisteredMax: number;
  readonly registeredMax: number;
  readonly connectsPerMinute: number;
}

/** Limits that only the server needs to know. */
export interface ServerLimits {
  readonly joinsPerSecond: number;
  readonly peopleMax: number;
  readonly address: AddressLimits;
  readonly registerTimeoutMs: number;
  readonly outgoingMaxBytes: number;
}

/** Whether partners are told where one is. `database`: a file of the operator's; undefined: the one that comes with us. */
export type Places = { readonly are: 'shown'; readonly database: string | undefined } | { readonly are: 'hidden' };

/** Everything that can be configured, checked. Read once at start; nothing else looks at the environment. */
export interface Config {
  readonly isProduction: boolean;
  readonly port: number;
  /** Undefined: every address. */
  readonly host: string | undefined;
  /** Origins that may use the server besides its own; empty: only its own. */
  readonly clientUrls: readonly string[];
  /** Origins whose pages may use the operators' routes besides its own. */
  readonly adminOrigins: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly logLevel: LogLevel;
  readonly persistence: Persistence;
  readonly coordination: CoordinationChoice;
  readonly dataDir: string;
  readonly mongodBinary: string | undefined;
  readonly mongodCacheDir: string | undefined;
  readonly webDir: string | undefined;
  /** Where an operator's own texts are; undefined: ours are used. */
  readonly contentDir: string | undefined;
  readonly keys: KeySource;
  readonly hasRelaxRule: boolean;
  readonly maySameDeviceMeet: boolean;
  readonly places: Places;
  /** Without a touch for this long somebody in a conversation is asked whether they are still here, ms. */
  readonly quietAfterMs: number;
  /** What clients are told in register. */
  readonly limits: Limits;
  readonly serverLimits: ServerLimits;
  readonly shutdownMs: number;
}
