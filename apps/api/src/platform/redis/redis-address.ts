/** Where Redis is, in one of the forms of REDIS_URL. Passwords are part of it: it must not be logged. */
export type RedisAddress =
  | { readonly kind: 'single'; readonly url: string }
  | {
      readonly kind: 'sentinel';
      readonly sentinels: readonly RedisNode[];
      readonly master: string;
      readonly auth: RedisAuth;
    }
  | { readonly kind: 'cluster'; readonly seeds: readonly RedisNode[]; readonly auth: RedisAuth };

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

export interface RedisAuth {
  readonly username?: string;
  readonly password?: string;
  readonly tls: boolean;
}

const SENTINEL_PORT = 26_379;
const REDIS_PORT = 6_379;

/**
 * Reads REDIS_URL. The forms:
 *
 * - `redis://[[user]:password@]host[:port][/db]`, `rediss://...` with TLS
 * - `sentinel://[[user]:password@]host[:port],host[:port].../master` (`sentinels://` with TLS)
 * - `cluster://[[user]:password@]host[:port],host[:port]...` (`clusters://` with TLS)
 *
 * Undefined where it is none of them. User and password are percent-encoded.
 */
export function readRedisAddress(text: string): RedisAddress | undefined {
  const [, scheme, rest] = /^(rediss?|sentinels?|clusters?):\/\/(.+)$/.exec(text) ?? [];
  if (scheme === undefined || rest === undefined) return undefined;
  if (scheme.startsWith('redis')) return URL.canParse(text) ? { kind: 'single', url: text } : undefined;

  const [, userInfo, hosts, path] = /^(?:([^@/]*)@)?([^/@]+)(?:\/(.*))?$/.exec(rest) ?? [];
  const isSentinel = scheme.startsWith('sentinel');
  const nodes = (hosts ?? '').split(',').map((host) => readNode(host, isSentinel ? SENTINEL_PORT : REDIS_PORT));
  const auth = readAuth(userInfo ?? '', scheme.endsWith('s'));
  if (!nodes.every((node) => node !== undefined) || auth === undefined) return undefined;
  if (!isSentinel) return path === undefined || path === '' ? { kind: 'cluster', seeds: nodes, auth } : undefined;
  if (path === undefined || !/^[\w.-]+$/.test(path)) return undefined;
  return { kind: 'sentinel', sentinels: nodes, master: path, auth };
}

function readNode(text: string, standardPort: number): RedisNode | undefined {
  const [, host, port] = /^([\w.-]+|\[[0-9a-fA-F:]+\])(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  if (host === undefined || Number(port ?? 1) > 65_535 || port === '0') return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port: port === undefined ? standardPort : Number(port) };
}

function readAuth(userInfo: string, tls: boolean): RedisAuth | undefined {
  const [username = '', ...rest] = userInfo.split(':');
  try {
    return {
      ...(username === '' ? {} : { username: decodeURIComponent(username) }),
      ...(rest.length === 0 ? {} : { password: decodeURIComponent(rest.join(':')) }),
      tls,
    };
  } catch {
    return undefined;
  }
}
