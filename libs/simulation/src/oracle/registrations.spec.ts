import { describe, expect, it } from '@jest/globals';
import type { NewRegistration } from '@api/session/person-store.port';
import type { SessionRegister } from '@hearken/protocol';
import { ServerSocket } from '../network/wire';
import { IDENTITY } from '../server/sim-keys';
import { Registrations } from './registrations';

describe('Registrations', () => {
  it('knows a socket under the gen that the database has raised for it before the answer (I4)', () => {
    const registrations = new Registrations();
    // Only which one it is counts.
    const socket = Object.create(ServerSocket.prototype) as ServerSocket;
    registrations.asked(socket, { store: 'store of alice', attempt: 4 } as SessionRegister);
    expect(registrations.genOf(socket, 2)).toBe(2);
    registrations.raised({ store: IDENTITY.storeHash('store of alice'), attempt: 4 } as NewRegistration, 3);
    expect(registrations.genOf(socket, 2)).toBe(3);
  });
});
