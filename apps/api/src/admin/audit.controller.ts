import { Get, Inject, Query, Res } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { ULID_PATTERN, type AuditPage } from '@hearken/protocol';
import type { Response } from 'express';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../operator/operator.service.js';
import { CurrentActor, ForOperators, OperatorRoutes, textOf } from './operator-route.js';

/** What operators did. */
@OperatorRoutes('audit')
export class AuditController {
  constructor(@Inject(AuditService) private readonly audit: AuditService) {}

  @Get()
  @ApiQuery({ name: 'before', required: false, schema: { type: 'string', pattern: ULID_PATTERN.source } })
  @ForOperators('admin')
  page(@Query('before', textOf(ULID_PATTERN)) before?: string): Promise<AuditPage> {
    return this.audit.page(before);
  }

  @Get('export')
  @ForOperators('admin')
  async export(@CurrentActor() { name }: Actor, @Res() response: Response): Promise<void> {
    await this.audit.note(name, 'audit-exported');
    response.setHeader('Content-Type', 'application/x-ndjson; charset=utf-8');
    response.setHeader('Content-Disposition', 'attachment; filename="hearken-audit.ndjson"');
    for await (const entry of this.audit.all()) {
      const isTaken = response.write(`${JSON.stringify(entry)}\n`);
      if (!isTaken && !response.destroyed) await drained(response);
      if (response.destroyed) return;
    }
    response.end();
  }
}

/** Resolves when more may be written, or nobody reads any more. */
function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', resolve).once('close', resolve);
  });
}
