import {
  applyDecorators,
  Body,
  Controller,
  createParamDecorator,
  Header,
  Inject,
  Injectable,
  SetMetadata,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
  type PipeTransform,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiBearerAuth, ApiBody, ApiDefaultResponse, ApiTags } from '@nestjs/swagger';
import type { OperatorRole } from '@hearken/protocol';
import { AdminProblemDto, checkBody } from '@hearken/protocol/dto';
import type { Request } from 'express';
import { OperatorService, type Actor } from '../operator/operator.service.js';
import { AdminDoor } from './admin-door.js';
import { AdminError } from './admin-error.js';

/** Whom a route is for. `anybody`: also without signing in. `newcomer`: also before a one-time password is changed. */
type For = OperatorRole | 'newcomer' | 'anybody';

const FOR = Symbol('FOR');
const actors = new WeakMap<Request, Actor>();

/** Lets a request to an operators' route through: origin, token, role, in this order. */
@Injectable()
class OperatorGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(AdminDoor) private readonly door: AdminDoor,
    @Inject(OperatorService) private readonly operators: OperatorService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    this.door.checkOrigin(request);
    // Whoever forgets to say whom a route is for has made one for admins.
    const whom = this.reflector.getAllAndOverride<For | undefined>(FOR, [context.getHandler(), context.getClass()]);
    if (whom === 'anybody') return true;
    const actor = await this.operators.authenticate(bearerOf(request));
    if (whom !== 'newcomer' && actor.mustChangePassword) throw AdminError.of('password-change-required');
    if (whom !== 'newcomer' && whom !== 'moderator' && actor.role !== 'admin') throw AdminError.of('forbidden');
    actors.set(request, actor);
    return true;
  }
}

/** A controller of operators' routes, under `/api/admin`. Nothing it answers is kept by anybody. */
export function OperatorRoutes(path: string): ClassDecorator {
  return applyDecorators(Controller(`api/admin/${path}`), UseGuards(OperatorGuard), ApiTags('operators'), Refuses());
}

/** The description of what such a route is refused with. */
export function Refuses(): ClassDecorator & MethodDecorator {
  return ApiDefaultResponse({ description: 'A refusal, RFC 9457: the code says what to do.', type: AdminProblemDto });
}

/** Whom a route is for. */
export function ForOperators(whom: For): MethodDecorator {
  const described = whom === 'anybody' ? [] : [ApiBearerAuth('operator')];
  return applyDecorators(SetMetadata(FOR, whom), Header('Cache-Control', 'no-store'), ...described);
}

/** The operator who asks. */
export const CurrentActor = createParamDecorator((_: undefined, context: ExecutionContext): Actor => {
  const actor = actors.get(context.switchToHttp().getRequest<Request>());
  if (actor === undefined) throw AdminError.of('signed-out');
  return actor;
});

/** The body, checked against its class as payloads of the sockets are, and described by it. */
export function BodyOf(shape: Parameters<typeof checkBody>[0]): ParameterDecorator {
  const checked: PipeTransform<unknown> = {
    transform: (body) => {
      const fault = checkBody(shape, body);
      if (fault !== undefined) throw AdminError.of('invalid', fault);
      return body;
    },
  };
  return (target, method, index) => {
    Body(checked)(target, method, index);
    if (method === undefined) return;
    const descriptor = Object.getOwnPropertyDescriptor(target, method);
    if (descriptor !== undefined) ApiBody({ type: shape })(target, method, descriptor);
  };
}

/** One of a few words of the query; the first where none is given. */
export function wordOf<const W extends string>(...words: readonly [W, ...W[]]): PipeTransform<unknown, W> {
  return {
    transform: (given, { data = 'the query' }) => {
      const word = given === undefined ? words[0] : words.find((one) => one === given);
      if (word === undefined) throw AdminError.of('invalid', `${data} must be one of ${words.join(', ')}`);
      return word;
    },
  };
}

/** Something of the path or query that fits a pattern; undefined where it may be left out and is. */
export function textOf(pattern: RegExp): PipeTransform<unknown, string | undefined> {
  return {
    transform: (given, { data = 'the path' }) => {
      if (given === undefined) return undefined;
      if (typeof given !== 'string' || !pattern.test(given)) throw AdminError.of('invalid', `${data} is not one`);
      return given;
    },
  };
}

/** What was asked for, or `not-found`. */
export function found<T>(value: T | undefined): T {
  if (value === undefined) throw AdminError.of('not-found');
  return value;
}

function bearerOf({ headers }: Request): string | undefined {
  return /^Bearer ([\w.-]{1,2000})$/.exec(headers.authorization ?? '')?.[1];
}
