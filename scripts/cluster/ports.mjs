import { once } from 'node:events';
import { createServer } from 'node:net';

/** So many free ports of this machine, all different. */
export async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Whether nobody listens on a port. Without an address: on any of the machine's. */
export async function isFree(port, address) {
  const server = createServer();
  try {
    server.listen(port, address);
    await once(server, 'listening');
    await once(server.close(), 'close');
    return true;
  } catch {
    return false;
  }
}
