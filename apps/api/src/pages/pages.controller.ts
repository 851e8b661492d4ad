import { Controller, Get, Header, NotFoundException, Param } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { PAGE_NAMES, type PageText } from '@hearken/protocol';
import { PageTexts } from './page-texts.js';

/** About, guidelines, privacy, contact, and the listener's guide, as Markdown. */
@Controller('api/pages')
export class PagesController {
  constructor(private readonly texts: PageTexts) {}

  /** Asked for again each time, and answered with 304 while it is the same: a new version counts at once. */
  @Get(':name')
  @ApiParam({ name: 'name', enum: PAGE_NAMES })
  @Header('Cache-Control', 'no-cache')
  read(@Param('name') asked: string): Promise<PageText> {
    const name = PAGE_NAMES.find((known) => known === asked);
    if (name === undefined) throw new NotFoundException();
    return this.texts.read(name);
  }
}
