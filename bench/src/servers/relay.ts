import { Server, type Socket } from 'socket.io';

/**
 * The yardstick: a bare Socket.IO relay with acknowledgements, nothing stored, nothing checked, partners by order of
 * arrival. Run as a process of its own: `node relay.ts <port>`.
 */
const server = new Server(Number(process.argv[2]), { transports: ['websocket'], serveClient: false });
let waiting: Socket | undefined;

function answerWith(socket: Socket, partner: Socket): void {
  socket.on('room:send', (payload: unknown, ack: (answer: unknown) => void) => {
    partner.emit('room:entries', payload);
    ack({ ok: true, data: {} });
  });
}

server.on('connection', (socket) => {
  if (waiting === undefined) {
    waiting = socket;
    return;
  }
  const partner = waiting;
  waiting = undefined;
  answerWith(socket, partner);
  answerWith(partner, socket);
});

console.log('relay ready');
