import type { PublicId, Registered, RoomId, SessionRegister } from '@hearken/protocol';
import { ChatError } from '../realtime/chat-error.js';
import type { Connection } from './connection.js';
import type { House } from './house.port.js';
import type { IdentityKeys } from './identity.js';
import type { PersonRecord } from './person-store.port.js';

/** What the operators have to say to whoever registers. */
export class HouseDoor {
  constructor(
    private readonly house: House,
    private readonly keys: IdentityKeys,
    /** The room a person is in, as far as this server holds it. */
    private readonly roomOf: (publicId: PublicId) => RoomId | undefined,
  ) {}

  /**
   * @param known the person as they are, where this register leaves the device as it is
   * @throws {ChatError} banned
   */
  async refuseBanned(
    { networks = [] }: Pick<Connection, 'networks'>,
    { device }: SessionRegister,
    { publicId, known }: { readonly publicId: PublicId; readonly known: PersonRecord | undefined },
  ): Promise<void> {
    // Without a device key a person is their own device, unless it is known which one they came from before.
    const hashes = device === undefined ? known?.device : this.keys.deviceHashes(device);
    const devices = [...(hashes === undefined ? [] : [hashes].flat()), publicId];
    const ban = await this.house.banOf({ devices, networks });
    if (ban !== undefined) throw ChatError.banned(ban);
  }

  /** While no joins are taken a register asks for no place; one that is held already stays. */
  asAllowed(request: SessionRegister): SessionRegister {
    if (this.house.site().queue !== 'closed') return request;
    const { role: _role, ...rest } = request;
    return rest;
  }

  /** To be asked after the seat is taken: what is sent from then on is pushed. */
  async wordsFor(
    { publicId, role, queue, lastRoom }: PersonRecord,
    seen: number | undefined,
  ): Promise<Pick<Registered, 'announcements' | 'withdrawn' | 'site'>> {
    // Who was cut off is owed what was said to their room until it ended.
    const guest = { publicId, role: queue?.role ?? role, roomId: this.roomOf(publicId) ?? lastRoom };
    const { announcements, withdrawn } = await this.house.owedTo(guest, seen);
    return { announcements, ...(withdrawn.length > 0 && { withdrawn }), site: this.house.site() };
  }
}
