import { describe, expect, it } from '@jest/globals';
import { SAMPLE_PUBLIC_ID, SAMPLE_ROOM } from '../testing/sample-payloads.js';
import {
  AnnouncementDto,
  AppealDraftDto,
  BanDraftDto,
  BrowserErrorDto,
  PasswordChangeDto,
  ReportActDto,
  SettingsDraftDto,
  SignInDto,
} from './admin.dto.js';
import { checkBody } from './check-payload.js';
import type { CheckedClass } from './checks.js';

const LIMITS = { textsPerSecond: 5, textsBurst: 20, textsPerMinute: 120, peopleMax: 10_000 };
const SETTINGS = { revision: 0, queue: 'open', limits: LIMITS, guidelinesVersion: 1 };
const FAULT = {
  version: '0.1.0',
  kind: 'error',
  name: 'TypeError',
  frames: ['main-AB12CD34.js:1:20'],
  page: 'chat',
  browser: 'firefox',
};

describe('bodies of the operators routes', () => {
  it.each<[string, CheckedClass, object]>([
    ['a sign-in', SignInDto, { name: 'ada', password: 'x' }],
    ['a new password', PasswordChangeDto, { current: 'x', next: 'correct horse battery' }],
    ['words for all', AnnouncementDto, { audience: 'all', text: 'Hello', expiresAt: 5, restartAt: 6 }],
    ['words for a role', AnnouncementDto, { audience: 'role', role: 'vent', text: 'Hello' }],
    ['words for a room', AnnouncementDto, { audience: 'room', roomId: SAMPLE_ROOM, text: 'Hello' }],
    ['words for a person', AnnouncementDto, { audience: 'person', personId: SAMPLE_PUBLIC_ID, text: 'Hello' }],
    ['a dismissal', ReportActDto, { act: 'dismiss' }],
    ['a ban of a report', ReportActDto, { act: 'ban', note: 'Be kind.', hours: 24, network: true }],
    ['a ban', BanDraftDto, { personId: SAMPLE_PUBLIC_ID, reason: 'Be kind.' }],
    ['an appeal', AppealDraftDto, { ticket: 'a'.repeat(40), text: 'It was a joke.' }],
    ['settings', SettingsDraftDto, SETTINGS],
    ['a closed queue', SettingsDraftDto, { ...SETTINGS, queue: 'closed', notice: 'Back at nine.' }],
    ['a fault of a page', BrowserErrorDto, FAULT],
  ])('takes %s', (_, shape, body) => {
    expect(checkBody(shape, body)).toBeUndefined();
  });

  it.each<[string, CheckedClass, unknown, string]>([
    ['no object', SignInDto, null, 'the body must be an object'],
    ['a NoSQL operator for a name', SignInDto, { name: { $ne: '' }, password: 'x' }, 'name'],
    ['a NoSQL operator for a password', SignInDto, { name: 'ada', password: { $gt: '' } }, 'password'],
    ['a short new password', PasswordChangeDto, { current: 'x', next: 'short' }, 'next'],
    ['a role that is missing', AnnouncementDto, { audience: 'role', text: 'Hello' }, 'role'],
    ['a role that does not belong', AnnouncementDto, { audience: 'all', role: 'vent', text: 'Hello' }, 'role'],
    [
      'a restart for one role',
      AnnouncementDto,
      { audience: 'role', role: 'vent', text: 'x', restartAt: 9 },
      'restartAt',
    ],
    ['a warning without words', ReportActDto, { act: 'warn' }, 'note'],
    ['a ban of half an hour', BanDraftDto, { personId: SAMPLE_PUBLIC_ID, reason: 'x', hours: 0.5 }, 'hours'],
    ['a closed queue without a notice', SettingsDraftDto, { ...SETTINGS, queue: 'closed' }, 'notice'],
    ['limits of nothing', SettingsDraftDto, { ...SETTINGS, limits: {} }, 'limits.textsPerSecond'],
    ['a message of a person', BrowserErrorDto, { ...FAULT, message: 'I feel low' }, 'does not belong'],
    ['a name with words', BrowserErrorDto, { ...FAULT, name: 'I feel low' }, 'name'],
    ['a frame with an address', BrowserErrorDto, { ...FAULT, frames: ['https://x/a.js?id=1:2:3'] }, 'frames'],
  ])('refuses %s, naming the field', (_, shape, body, name) => {
    expect(checkBody(shape, body)).toContain(name);
  });
});
