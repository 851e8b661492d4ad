import type { RequestName } from '../events.js';
import type { CheckedClass } from './checks.js';
import { NothingDto, QueueJoinDto } from './queue.dto.js';
import { RoomDeleteDto, RoomReportDto } from './report.dto.js';
import { RoomClaimDto, RoomNamedDto, RoomPartDto, RoomReceivedDto, RoomSendDto, RoomTypingDto } from './room.dto.js';
import { SessionPreferencesDto, SessionRegisterDto } from './session.dto.js';

/** Request -> the class that checks its payload. */
export const REQUEST_DTOS = {
  'session:register': SessionRegisterDto,
  'session:preferences': SessionPreferencesDto,
  'session:closing': NothingDto,
  'queue:join': QueueJoinDto,
  'queue:cancel': NothingDto,
  'queue:position': NothingDto,
  'room:send': RoomSendDto,
  'room:sync': RoomClaimDto,
  'room:received': RoomReceivedDto,
  'room:typing': RoomTypingDto,
  'room:touched': RoomNamedDto,
  'room:next': RoomPartDto,
  'room:leave': RoomPartDto,
  'room:block': RoomPartDto,
  'room:report': RoomReportDto,
  'room:delete': RoomDeleteDto,
  'room:thank': RoomNamedDto,
} as const satisfies Record<RequestName, CheckedClass>;
