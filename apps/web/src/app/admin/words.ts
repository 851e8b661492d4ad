import type { AnnouncementView, AuditAct, OperatorRole, ReportReason, Role, Severity } from '@hearken/protocol';
import type { Section } from './sections';

/** How the roles of people are called here. */
export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  vent: 'Venting',
  listen: 'Listening',
  talk: 'Just talking',
};

export const OPERATOR_ROLE_NAMES: Readonly<Record<OperatorRole, string>> = { moderator: 'moderator', admin: 'admin' };

export const SECTION_NAMES: Readonly<Record<Section, string>> = {
  overview: 'Overview',
  sysmsg: 'Announcements',
  reports: 'Reports',
  bans: 'Bans',
  settings: 'Settings',
  audit: 'Audit',
};

export const REASON_NAMES: Readonly<Record<ReportReason, string>> = {
  sexual: 'Sexual',
  'asks-contact': 'Asks for contact or identity',
  harassment: 'Harassment or hate',
  'self-harm': 'Encourages self-harm',
  'under-18': 'May be under 18',
  threat: 'Threat to someone',
  spam: 'Spam',
  other: 'Something else',
};

/** A reason as people chose it; one that this page does not know yet stays as it is. */
export function reasonName(reason: string): string {
  return Object.entries(REASON_NAMES).find(([known]) => known === reason)?.[1] ?? reason;
}

export const SEVERITY_NAMES: Readonly<Record<Severity, string>> = { severe: 'Severe', high: 'High', normal: 'Normal' };

export const REPORT_STATE_NAMES = { open: 'Open', dismissed: 'Dismissed', warned: 'Warned', banned: 'Banned' } as const;

export const BAN_STATE_NAMES = { active: 'Active', expired: 'Over', lifted: 'Lifted' } as const;

export const AUDIT_ACT_NAMES: Readonly<Record<AuditAct, string>> = {
  'operator-created': 'made an operator',
  'operator-signed-in': 'signed in',
  'operator-locked': 'was locked out',
  'operator-signed-out-everywhere': 'signed out everywhere',
  'operator-password-changed': 'changed a password',
  'operator-disabled': 'disabled an operator',
  'announcement-sent': 'sent an announcement',
  'announcement-withdrawn': 'withdrew an announcement',
  'report-viewed': 'looked at a report',
  'report-dismissed': 'dismissed a report',
  'report-warned': 'warned somebody',
  'report-banned': 'banned somebody for a report',
  'ban-made': 'banned somebody',
  'ban-lifted': 'lifted a ban',
  'appeal-kept': 'kept a ban after an appeal',
  'settings-changed': 'changed the settings',
  'audit-exported': 'exported the audit',
};

/** To whom an announcement goes, in words. */
export function audienceName(to: Pick<AnnouncementView, 'audience'> & { readonly role?: Role }): string {
  switch (to.audience) {
    case 'all':
      return 'everybody';
    case 'role':
      return to.role === undefined ? 'a role' : `everybody ${ROLE_NAMES[to.role].toLowerCase()}`;
    case 'room':
      return 'one conversation';
    case 'person':
      return 'one person';
  }
}

export function people(count: number): string {
  return count === 1 ? '1 person' : `${String(count)} people`;
}

/** Words of the operators' side that stand in more than one place, and of signing in. */
export const ADMIN_WORDS = {
  title: 'Operators · Hearken',
  name: 'Hearken operators',
  sections: 'Operators’ pages',
  loading: 'Loading…',
  again: 'Try again',
  stale: 'This could not be read again. It is as it was before.',
  looking: 'Looking whether you are signed in…',
  unreachable: 'The server does not answer.',
  signOut: 'Sign out',
  signOutEverywhere: 'Sign out everywhere',
  everywhere: {
    heading: 'Sign out everywhere?',
    text: 'All your sessions end, in this browser and in every other one.',
    yes: 'Sign out everywhere',
    no: 'Stay signed in',
  },
  signIn: {
    heading: 'Operators’ sign-in',
    user: 'Name',
    password: 'Password',
    go: 'Sign in',
    going: 'Signing in…',
    why: {
      new: undefined,
      left: 'You are signed out.',
      'left-everywhere': 'You are signed out everywhere.',
      ended: 'Your session has ended. Sign in again to go on.',
    },
  },
  password: {
    heading: 'Choose your password',
    why: 'You came in with a one-time password. Nothing else is possible before you choose your own.',
    current: 'One-time password',
    next: 'New password',
    rule: 'At least 12 characters; a few words are fine.',
    repeat: 'New password again',
    unlike: 'The two new passwords are not the same.',
    short: 'The new password needs at least 12 characters.',
    go: 'Change password',
  },
  newReport: 'A new report waits.',
  wrongSection: 'There is no such page, or your role does not open it.',
} as const;
