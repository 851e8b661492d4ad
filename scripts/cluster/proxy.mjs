import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../workspace/paths.mjs';

const SOURCE = join(ROOT, 'ops', 'haproxy', 'haproxy.cfg');
/** A line that finds its servers by Docker's names; its first group is what stands before the name. */
const TEMPLATE = /^( *)server-template (\S+) \d+ \S+ (.*) resolvers docker init-addr none$/gm;
const ANSWER_MS = 2_000;
/** Values of HOST that mean: wherever this machine can be reached. */
const ANYWHERE = ['', '*', '0.0.0.0'];

/** ops/haproxy/haproxy.cfg with one line a server, for `addresses` such as 127.0.0.1:3001. */
export function proxyConfig(addresses) {
  return readFileSync(SOURCE, 'utf8').replace(TEMPLATE, (_, indent, name, options) =>
    addresses.map((address, index) => `${indent}server ${name}-${index + 1} ${address} ${options}`).join('\n'),
  );
}

/** The one door of a cluster. */
export function proxy(port, addresses, { folder, program }) {
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, proxyConfig(addresses));
  const { HOST = '' } = process.env;
  const isAnywhere = ANYWHERE.includes(HOST);
  return {
    name: 'proxy',
    address: `http://${isAnywhere ? 'localhost' : HOST}:${port}`,
    program,
    args: ['-db', '-f', file],
    env: { HEARKEN_BIND: `${isAnywhere ? '*' : HOST}:${port}` },
    probe: async () => {
      const door = `http://${isAnywhere ? '127.0.0.1' : HOST}:${port}`;
      const answer = await fetch(`${door}/health`, { signal: AbortSignal.timeout(ANSWER_MS) });
      return answer.ok ? 'ready' : `answers ${answer.status}`;
    },
    isGood: (state) => state === 'ready',
  };
}
