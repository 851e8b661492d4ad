import { fileURLToPath } from 'node:url';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '../config/config.js';
import type { Log } from '../platform/log.js';
import type { House } from '../session/house.port.js';
import { PageTexts } from './page-texts.js';
import { PagesController } from './pages.controller.js';

/** From src/ and from dist/ alike. */
const STANDARD_TEXTS = fileURLToPath(new URL('../../content', import.meta.url));

/** What the module is made of. */
export interface PagesModuleParts {
  readonly config: Config;
  readonly log: Log;
  readonly house: House;
}

/** Texts of the site that an operator can replace. */
@Module({})
export class PagesModule {
  static of({ config, log, house }: PagesModuleParts): DynamicModule {
    const make = async (): Promise<PageTexts> => {
      const texts = new PageTexts({
        standard: STANDARD_TEXTS,
        own: config.contentDir,
        guidelinesVersion: () => house.site().guidelinesVersion,
        log,
      });
      await texts.checkFolder();
      return texts;
    };
    return {
      module: PagesModule,
      controllers: [PagesController],
      providers: [{ provide: PageTexts, useFactory: make }],
      exports: [PageTexts],
    };
  }
}
