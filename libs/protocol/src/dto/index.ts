export { AdminProblemDto } from './admin-answers.dto.js';
export {
  AnnouncementDto,
  AppealAnswerDto,
  AppealDraftDto,
  BanDraftDto,
  BrowserErrorDto,
  OperatorNoteDto,
  PasswordChangeDto,
  ReportActDto,
  SettingsDraftDto,
  SignInDto,
} from './admin.dto.js';
export { checkBody, checkPayload, type CheckedPayload } from './check-payload.js';
export { LIST_OF, OBJECT_OF } from './checks.js';
export { CursorDto } from './cursor.dto.js';
export { NothingDto, QueueJoinDto } from './queue.dto.js';
export { CopiedTextDto, RoomDeleteDto, RoomReportDto } from './report.dto.js';
export { REQUEST_DTOS } from './request-dtos.js';
export { NewEntryDto, RoomClaimDto, RoomPartDto, RoomReceivedDto, RoomSendDto, RoomTypingDto } from './room.dto.js';
export { SessionPreferencesDto, SessionRegisterDto } from './session.dto.js';
export {
  AuthRequestDto,
  LikeRequestDto,
  MessageDraftDto,
  PartRequestDto,
  QueueRequestDto,
  ReportRequestDto,
  TypingRequestDto,
} from './rest.dto.js';
export { AuthAnswerDto } from './rest-auth.dto.js';
export { LikeAnswerDto, LogItemDto, MessagesPageDto, PartAnswerDto, RestProblemDto } from './rest-messages.dto.js';
export { RestStateDto } from './rest-state.dto.js';
export { StatsDto } from './rest-stats.dto.js';
