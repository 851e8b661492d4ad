import type { OperatorRole } from '@hearken/protocol';

/** The parts of the operators' side, in the order of the menu; also the last part of their addresses. */
export const SECTIONS = ['overview', 'sysmsg', 'reports', 'bans', 'settings', 'audit'] as const;
export type Section = (typeof SECTIONS)[number];

/** What only an admin may do. The server refuses it too; here it is not even offered. */
const FOR_ADMINS: ReadonlySet<Section> = new Set<Section>(['settings', 'audit']);

/** The sections that a role is offered. */
export function sectionsFor(role: OperatorRole): readonly Section[] {
  return role === 'admin' ? SECTIONS : SECTIONS.filter((section) => !FOR_ADMINS.has(section));
}

/** The address of a section. */
export function addressOf(section: Section): string {
  return section === 'overview' ? '/admin' : `/admin/${section}`;
}
