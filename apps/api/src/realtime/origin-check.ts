import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a page of this origin may use the server. CORS protects no WebSocket, so the server has to look itself. A
 * request without an Origin comes from no other site's page: browsers always send one with a WebSocket and with a
 * request to another site.
 *
 * @param allowed origins from CLIENT_URL; the server's own is always allowed
 */
export function isOriginAllowed(headers: IncomingHttpHeaders, allowed: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  if (host === undefined || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  // The scheme is the proxy's to know. A default port is left out of both.
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.host === withoutDefaultPort(host, url.protocol);
}

function withoutDefaultPort(host: string, protocol: string): string {
  const lower = host.toLowerCase();
  return lower.replace(protocol === 'https:' ? /:443$/ : /:80$/, '');
}
