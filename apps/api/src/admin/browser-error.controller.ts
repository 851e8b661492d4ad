import { Get, Inject } from '@nestjs/common';
import type { BrowserErrorList } from '@hearken/protocol';
import { BrowserErrorService } from '../browser-error/browser-error.service.js';
import { ForOperators, OperatorRoutes } from './operator-route.js';

/** Faults of pages, grouped. */
@OperatorRoutes('browser-errors')
export class BrowserErrorController {
  constructor(@Inject(BrowserErrorService) private readonly errors: BrowserErrorService) {}

  @Get()
  @ForOperators('moderator')
  list(): Promise<BrowserErrorList> {
    return this.errors.list();
  }
}
