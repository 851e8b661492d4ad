import { parseArgs } from 'node:util';
import { Explained } from '../workspace/progress.mjs';

const USAGE = 'npm run cluster -- [--servers 3] [--port 3000]';
/** As many as ops/haproxy/haproxy.cfg has places for. */
const SERVERS_MAX = 16;

/** How many servers, and the port of the one address; PORT counts where none is given. */
export function parseOptions(args) {
  const { servers, port } = parse(args);
  return {
    servers: wholeNumber('--servers', servers, 1, SERVERS_MAX),
    port: wholeNumber('--port', port, 1, 65_535),
  };
}

function parse(args) {
  try {
    const options = {
      servers: { type: 'string', default: '3' },
      port: { type: 'string', default: process.env.PORT ?? '3000' },
    };
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new Explained(`${error.message}\n${USAGE}`);
  }
}

function wholeNumber(name, text, min, max) {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new Explained(`${name} takes a whole number from ${min} to ${max}, not "${text}".\n${USAGE}`);
}
