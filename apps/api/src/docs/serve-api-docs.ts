import type { INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import { describeApi } from './describe-api.js';

/** Where the description is read, by people; and below it by programs, as JSON. */
export const DOCS_PATH = 'api/docs';

/** Gives out the API's description. Made when somebody asks for it first. */
export function serveApiDocs(nest: INestApplication): void {
  SwaggerModule.setup(DOCS_PATH, nest, () => describeApi(nest), {
    jsonDocumentUrl: `${DOCS_PATH}/openapi.json`,
    raw: ['json'],
    customSiteTitle: 'Hearken: API',
  });
}
