import { IsBoolean, Matches, ValidateBy, ValidateIf } from 'class-validator';
import {
  ANNOUNCEMENT_MAX,
  APPEAL_DECISIONS,
  APPEAL_MAX,
  BAN_HOURS_MAX,
  BROWSER_ERROR_KINDS,
  BROWSER_FAMILIES,
  BROWSER_PAGES,
  ERROR_FRAMES_MAX,
  ERROR_FRAME_PATTERN,
  ERROR_NAME_PATTERN,
  OPERATOR_NAME_PATTERN,
  OPERATOR_NOTE_MAX,
  PASSWORD_LENGTH,
  REPORT_ACTS,
  type AppealAnswer,
  type AppealDraft,
  type BanDraft,
  type BrowserErrorReport,
  type OperatorNote,
  type PasswordChange,
  type ReportAct,
  type RuntimeLimits,
  type SettingsDraft,
  type SignIn,
} from '../admin/index.js';
import { APP_VERSION_PATTERN, type PublicId, type RoomId } from '../ids.js';
import { ROLES, type Role } from '../queue.js';
import { QUEUE_GATES } from '../session.js';
import { codePoints } from '../text.js';
import { IfPresent, IsChatText, IsObjectOf, IsOneOf, IsPublicId, IsUlid, IsWhole } from './checks.js';

const AUDIENCES = ['all', 'role', 'room', 'person'] as const;
const TIME_MAX = Number.MAX_SAFE_INTEGER;

/** A password as it is typed: any characters, bounded so that hashing stays cheap to refuse. */
function IsPassword(min: number): PropertyDecorator {
  return ValidateBy({
    name: 'isPassword',
    constraints: [min],
    validator: {
      validate: (value) =>
        typeof value === 'string' &&
        value.length <= PASSWORD_LENGTH.max * 2 &&
        codePoints(value) >= min &&
        codePoints(value) <= PASSWORD_LENGTH.max,
      defaultMessage: () => `$property must be ${String(min)} to ${String(PASSWORD_LENGTH.max)} characters`,
    },
  });
}

function AreFrames(): PropertyDecorator {
  return ValidateBy({
    name: 'areFrames',
    validator: {
      validate: (value) =>
        Array.isArray(value) &&
        value.length <= ERROR_FRAMES_MAX &&
        value.every((frame) => typeof frame === 'string' && ERROR_FRAME_PATTERN.test(frame)),
      defaultMessage: () => `$property must be at most ${String(ERROR_FRAMES_MAX)} places in the page's code`,
    },
  });
}

/** Needed for one word of the audience, and out of place for the others. */
function GoesWith(audience: (typeof AUDIENCES)[number]): PropertyDecorator {
  return (target, property) => {
    ValidateIf((draft: AnnouncementDto, value) => draft.audience === audience || value !== undefined)(target, property);
    ValidateBy({
      name: 'goesWith',
      validator: {
        validate: (_, args) => args !== undefined && Reflect.get(args.object, 'audience') === audience,
        defaultMessage: () => `$property goes with audience ${audience} only`,
      },
    })(target, property);
  };
}

export class SignInDto implements SignIn {
  @Matches(OPERATOR_NAME_PATTERN, { message: '$property must be the name of an operator' })
  readonly name!: string;

  @IsPassword(1)
  readonly password!: string;
}

export class PasswordChangeDto implements PasswordChange {
  @IsPassword(1)
  readonly current!: string;

  @IsPassword(PASSWORD_LENGTH.min)
  readonly next!: string;
}

/** One class for the union of audiences: `GoesWith` refuses the field of another one. */
export class AnnouncementDto {
  @IsOneOf(AUDIENCES)
  readonly audience!: (typeof AUDIENCES)[number];

  @GoesWith('role')
  @IsOneOf(ROLES)
  readonly role?: Role;

  @GoesWith('room')
  @IsUlid()
  readonly roomId?: RoomId;

  @GoesWith('person')
  @IsPublicId()
  readonly personId?: PublicId;

  @IsChatText(ANNOUNCEMENT_MAX)
  readonly text!: string;

  @IfPresent()
  @IsWhole(0, TIME_MAX)
  readonly expiresAt?: number;

  @ValidateIf((_, value) => value !== undefined)
  @ValidateBy({
    name: 'restartIsForAll',
    validator: {
      validate: (_, args) => args !== undefined && Reflect.get(args.object, 'audience') === 'all',
      defaultMessage: () => '$property goes with audience all only',
    },
  })
  @IsWhole(0, TIME_MAX)
  readonly restartAt?: number;
}

export class ReportActDto implements ReportAct {
  @IsOneOf(REPORT_ACTS)
  readonly act!: ReportAct['act'];

  @ValidateIf((act: ReportActDto, value) => act.act !== 'dismiss' || value !== undefined)
  @IsChatText(OPERATOR_NOTE_MAX)
  readonly note?: string;

  @IfPresent()
  @IsWhole(1, BAN_HOURS_MAX)
  readonly hours?: number;

  @IfPresent()
  @IsBoolean()
  readonly network?: boolean;
}

export class BanDraftDto implements BanDraft {
  @IsPublicId()
  readonly personId!: PublicId;

  @IsChatText(OPERATOR_NOTE_MAX)
  readonly reason!: string;

  @IfPresent()
  @IsWhole(1, BAN_HOURS_MAX)
  readonly hours?: number;

  @IfPresent()
  @IsBoolean()
  readonly network?: boolean;
}

export class OperatorNoteDto implements OperatorNote {
  @IfPresent()
  @IsChatText(OPERATOR_NOTE_MAX)
  readonly note?: string;
}

export class AppealAnswerDto implements AppealAnswer {
  @IsOneOf(APPEAL_DECISIONS)
  readonly decision!: AppealAnswer['decision'];

  @IfPresent()
  @IsChatText(OPERATOR_NOTE_MAX)
  readonly note?: string;
}

export class AppealDraftDto implements AppealDraft {
  @Matches(/^[A-Za-z0-9_.-]{20,120}$/, { message: '$property must be the ticket that came with the ban' })
  readonly ticket!: string;

  @IsChatText(APPEAL_MAX)
  readonly text!: string;
}

export class RuntimeLimitsDto implements RuntimeLimits {
  @IsWhole(1, 100_000)
  readonly textsPerSecond!: number;

  @IsWhole(1, 100_000)
  readonly textsBurst!: number;

  @IsWhole(1, 6_000_000)
  readonly textsPerMinute!: number;

  @IsWhole(2, 1_000_000)
  readonly peopleMax!: number;
}

export class SettingsDraftDto implements SettingsDraft {
  @IsWhole(0, TIME_MAX)
  readonly revision!: number;

  @IsOneOf(QUEUE_GATES)
  readonly queue!: SettingsDraft['queue'];

  @ValidateIf((draft: SettingsDraftDto, value) => draft.queue === 'closed' || value !== undefined)
  @IsChatText(OPERATOR_NOTE_MAX)
  readonly notice?: string;

  @IsObjectOf(() => RuntimeLimitsDto)
  readonly limits!: RuntimeLimitsDto;

  @IsWhole(1, 1_000_000)
  readonly guidelinesVersion!: number;
}

export class BrowserErrorDto implements BrowserErrorReport {
  @Matches(APP_VERSION_PATTERN, { message: '$property must be a version' })
  readonly version!: string;

  @IsOneOf(BROWSER_ERROR_KINDS)
  readonly kind!: BrowserErrorReport['kind'];

  @Matches(ERROR_NAME_PATTERN, { message: "$property must be the name of an error's class" })
  readonly name!: string;

  @AreFrames()
  readonly frames!: readonly string[];

  @IsOneOf(BROWSER_PAGES)
  readonly page!: BrowserErrorReport['page'];

  @IsOneOf(BROWSER_FAMILIES)
  readonly browser!: BrowserErrorReport['browser'];
}
