import type { Announcement, BanNotice, PublicId, Role, RoomId, SiteSettings } from '@hearken/protocol';

/** Whom the operators may have something to say to. */
export interface Guest {
  readonly publicId: PublicId;
  readonly role: Role | undefined;
  readonly roomId: RoomId | undefined;
}

/** What somebody may be banned by: keyed hashes, under every key of the server. */
export interface Marks {
  readonly devices: readonly string[];
  readonly networks: readonly string[];
}

/** The operators' side, as far as registering and joining have to know it. Without operators there is none. */
export interface House {
  /** Why somebody is not let in. */
  banOf(marks: Marks): Promise<BanNotice | undefined>;
  /** What a person who is seated is owed of the operators' words, and which are taken back. */
  owedTo(
    guest: Guest,
    seen: number | undefined,
  ): Promise<{ readonly announcements: readonly Announcement[]; readonly withdrawn: readonly number[] }>;
  /** Whether joins are taken, and which guidelines hold. */
  site(): SiteSettings;
}
