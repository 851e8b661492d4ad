import type { Server, Socket } from 'socket.io';

/**
 * Socket.IO's server and socket. Their own event types are not used: what goes out passes `Connection.push` and what
 * comes in passes the dispatcher, and those two know the protocol's types.
 */
export type ChatServer = Server;
export type ChatSocket = Socket;
/** Engine.IO's side of a socket: packets, heartbeat, buffers. */
export type EngineSocket = ChatSocket['conn'];
