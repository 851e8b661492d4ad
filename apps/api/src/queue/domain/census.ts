import type { Role } from '@hearken/protocol';

export type PerRole = Readonly<Record<Role, number>>;

/** Everybody who is on some servers, once counted. */
export interface Census {
  /** Also those who neither wait nor talk. */
  readonly people: number;
  /** Who waits or talks. */
  readonly online: PerRole;
  readonly talking: PerRole;
}

const NOBODY: Census = { people: 0, online: perRole(() => 0), talking: perRole(() => 0) };

/** The same for several servers together. */
export function sumOf(parts: readonly Census[]): Census {
  return parts.reduce(
    (total, part) => ({
      people: total.people + part.people,
      online: perRole((role) => total.online[role] + part.online[role]),
      talking: perRole((role) => total.talking[role] + part.talking[role]),
    }),
    NOBODY,
  );
}

function perRole(count: (role: Role) => number): PerRole {
  return { vent: count('vent'), listen: count('listen'), talk: count('talk') };
}
