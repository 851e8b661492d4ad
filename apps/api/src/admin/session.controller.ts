import { Delete, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { PasswordChange, SignedIn, SignIn } from '@hearken/protocol';
import { PasswordChangeDto, SignInDto } from '@hearken/protocol/dto';
import type { Request, Response } from 'express';
import { OperatorService, type Actor, type Admitted } from '../operator/operator.service.js';
import { AdminDoor } from './admin-door.js';
import { BodyOf, CurrentActor, ForOperators, OperatorRoutes } from './operator-route.js';

const COOKIE = 'hearken_refresh';
/** The cookie goes nowhere but to the routes that need it. */
const COOKIE_PATH = '/api/admin/session';

/** Signing in and out. */
@OperatorRoutes('')
export class SessionController {
  constructor(
    @Inject(OperatorService) private readonly operators: OperatorService,
    @Inject(AdminDoor) private readonly door: AdminDoor,
  ) {}

  @Post('session')
  @HttpCode(200)
  @ForOperators('anybody')
  async signIn(
    @BodyOf(SignInDto) body: SignIn,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignedIn> {
    const giveBack = this.door.pace('sign-in', request);
    const admitted = await this.operators.signIn(body);
    giveBack();
    return this.#admit(admitted, response);
  }

  @Post('session/refresh')
  @HttpCode(200)
  @ForOperators('anybody')
  async refresh(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<SignedIn> {
    return this.#admit(await this.operators.refresh(cookieOf(request)), response);
  }

  @Delete('session')
  @HttpCode(204)
  @ForOperators('newcomer')
  async signOut(@CurrentActor() actor: Actor, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.operators.signOut(actor);
    this.#forget(response);
  }

  @Post('session/end-all')
  @HttpCode(204)
  @ForOperators('newcomer')
  async signOutEverywhere(@CurrentActor() actor: Actor, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.operators.signOutEverywhere(actor);
    this.#forget(response);
  }

  @Post('password')
  @HttpCode(200)
  @ForOperators('newcomer')
  async changePassword(
    @CurrentActor() actor: Actor,
    @BodyOf(PasswordChangeDto) body: PasswordChange,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignedIn> {
    const giveBack = this.door.pace('sign-in', request);
    const admitted = await this.operators.changePassword(actor, body);
    giveBack();
    return this.#admit(admitted, response);
  }

  #admit({ answer, cookie }: Admitted, response: Response): SignedIn {
    if (cookie !== undefined) {
      response.cookie(COOKIE, cookie.value, { ...this.#flags(), expires: new Date(cookie.expiresAt) });
    }
    return answer;
  }

  #forget(response: Response): void {
    response.clearCookie(COOKIE, this.#flags());
  }

  #flags() {
    return { httpOnly: true, sameSite: 'strict', secure: this.door.isSecure, path: COOKIE_PATH } as const;
  }
}

function cookieOf({ headers }: Request): string | undefined {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === COOKIE && value !== undefined && /^[\w.-]{1,200}$/.test(value)) return value;
  }
  return undefined;
}
