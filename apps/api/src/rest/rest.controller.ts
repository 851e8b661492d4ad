import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, UsePipes } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiDefaultResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import {
  AuthAnswerDto,
  AuthRequestDto,
  LikeAnswerDto,
  LikeRequestDto,
  LogItemDto,
  MessageDraftDto,
  MessagesPageDto,
  PartAnswerDto,
  PartRequestDto,
  QueueRequestDto,
  ReportRequestDto,
  RestProblemDto,
  RestStateDto,
  TypingRequestDto,
} from '@hearken/protocol/dto';
import type { AuthAnswer, Entry, LikeAnswer, MessagesPage, PartResult, RestState } from '@hearken/protocol';
import type { Request } from 'express';
import { ChatError } from '../realtime/chat-error.js';
import { BodyPipe } from './body.pipe.js';
import { RestService } from './rest.service.js';

/** A cursor is far shorter; anything longer is none. */
const CURSOR_MAX = 256;

/** talk-with-me's calls. Each authorised one counts as being heard. */
@ApiTags('conversation')
@ApiDefaultResponse({ description: 'A refusal, RFC 9457: the code says what to do.', type: RestProblemDto })
@UsePipes(new BodyPipe())
@Controller('api')
export class RestController {
  constructor(private readonly rest: RestService) {}

  @ApiOperation({
    security: [{}, { privateId: [] }],
    summary:
      'Fresh ids; or with a bearer secret: from now on calls act for its person, and a browser that did is replaced.',
  })
  @Post('auth')
  @ApiCreatedResponse({ type: AuthAnswerDto })
  auth(@Req() request: Request, @Body() said: AuthRequestDto): Promise<AuthAnswer> {
    return this.rest.auth(request, said);
  }

  @ApiOperation({ summary: 'Wait for somebody. Repeatable: the place is kept; another queue is entered at its end.' })
  @Post('queue')
  @HttpCode(200)
  @ApiBearerAuth('privateId')
  @ApiOkResponse({ type: RestStateDto })
  join(@Req() request: Request, @Body() body: QueueRequestDto): Promise<RestState> {
    return this.rest.join(request, body);
  }

  @ApiOperation({
    summary: 'Where one is: idle (NC), queued (Q) with the exact position, or paired (C) and with whom.',
  })
  @Get('queue')
  @ApiBearerAuth('privateId')
  @ApiOkResponse({ type: RestStateDto })
  where(@Req() request: Request): Promise<RestState> {
    return this.rest.where(request);
  }

  @ApiOperation({ summary: 'No longer wait. Harmless when one does not.' })
  @Delete('queue')
  @ApiBearerAuth('privateId')
  @ApiOkResponse({ type: RestStateDto })
  cancel(@Req() request: Request): Promise<RestState> {
    return this.rest.cancel(request);
  }

  @ApiOperation({
    summary:
      'Say something. The same nonce is the same message, and has the same answer, also after a crash of the server.',
  })
  @Post('messages')
  @ApiBearerAuth('privateId')
  @ApiCreatedResponse({ type: LogItemDto })
  say(@Req() request: Request, @Body() body: MessageDraftDto): Promise<Entry> {
    return this.rest.say(request, body);
  }

  @ApiOperation({ summary: 'What was said after a cursor, by both. What is answered counts as received.' })
  @Get('messages')
  @ApiBearerAuth('privateId')
  @ApiQuery({ name: 'after', required: false, schema: { type: 'string', maxLength: CURSOR_MAX } })
  @ApiOkResponse({ type: MessagesPageDto })
  messages(@Req() request: Request, @Query('after') after?: string): Promise<MessagesPage> {
    if (after !== undefined && (typeof after !== 'string' || after.length > CURSOR_MAX)) {
      throw ChatError.invalid('after must be a cursor of an answer');
    }
    return this.rest.messages(request, after);
  }

  @ApiOperation({ summary: "Like one of the partner's messages. Repeatable." })
  @Post('likes')
  @HttpCode(200)
  @ApiBearerAuth('privateId')
  @ApiOkResponse({ type: LikeAnswerDto })
  like(@Req() request: Request, @Body() { messageId }: LikeRequestDto): Promise<LikeAnswer> {
    return this.rest.like(request, messageId, true);
  }

  @ApiOperation({ summary: 'Take a like back. Repeatable. The id is percent-encoded.' })
  @Delete('likes/:messageId')
  @ApiBearerAuth('privateId')
  @ApiParam({ name: 'messageId', schema: { type: 'string', maxLength: 128 } })
  @ApiOkResponse({ type: LikeAnswerDto })
  unlike(@Req() request: Request, @Param('messageId') messageId: string): Promise<LikeAnswer> {
    return this.rest.like(request, messageId, false);
  }

  @ApiOperation({ summary: 'One is writing, or no longer; forgotten after 5 s.' })
  @Post('typing')
  @HttpCode(204)
  @ApiBearerAuth('privateId')
  @ApiNoContentResponse()
  typing(@Req() request: Request, @Body() body: TypingRequestDto): Promise<void> {
    return this.rest.typing(request, body);
  }

  @ApiOperation({ summary: 'Somebody new, after 15 s of conversation.' })
  @Post('next')
  @HttpCode(200)
  @ApiBearerAuth('privateId')
  @ApiOkResponse({ type: PartAnswerDto })
  next(@Req() request: Request, @Body() body: PartRequestDto): Promise<PartResult> {
    return this.rest.next(request, body);
  }

  @ApiOperation({ summary: 'Leave, at any time.' })
  @Post('leave')
  @HttpCode(200)
  @ApiBearerAuth('privateId')
  @ApiOkResponse({ type: PartAnswerDto })
  leave(@Req() request: Request, @Body() body: PartRequestDto): Promise<PartResult> {
    return this.rest.leave(request, body);
  }

  @ApiOperation({
    summary: 'Show the conversation to the moderators; it ends, and the two never meet again. Also after its end.',
  })
  @Post('reports')
  @HttpCode(200)
  @ApiBearerAuth('privateId')
  @ApiOkResponse({ type: PartAnswerDto })
  report(@Req() request: Request, @Body() body: ReportRequestDto): Promise<PartResult> {
    return this.rest.report(request, body);
  }
}
