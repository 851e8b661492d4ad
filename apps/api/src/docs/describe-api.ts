import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { dtoSchemas, type Schemas } from './dto-schemas.js';

const ABOUT = `Anonymous one-to-one conversations for clients and bots. POST /api/auth gives a secret; every other call
carries it as \`Authorization: Bearer <privateId>\`. Each authorised call counts as being heard: who calls at least every
5 s is paired, who is silent for 15 s is gone. A socket that registers with the same secret and \`numbering: server\` is
told everything as it happens. Refusals are problem documents (RFC 9457) with a code; libs/protocol/PROTOCOL.md says what
each asks of a client.`.replaceAll('\n', ' ');

const REF = /#\/components\/schemas\/(\w+)/g;

/**
 * The description of everything below /api and of the public figures, OpenAPI 3.1. Paths and answers come from the
 * controllers, schemas from the DTO classes. No version of the server in it: the file only changes when the API does.
 */
export function describeApi(nest: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Hearken')
    .setDescription(ABOUT)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The private id of POST /api/auth.' }, 'privateId')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The token of POST /api/admin/session.' }, 'operator')
    .build();
  const document = SwaggerModule.createDocument(nest, config, {
    autoTagControllers: false,
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
  const schemas = dtoSchemas();
  const known = { ...document.components?.schemas, ...pick(schemas, Object.keys(document.components?.schemas ?? {})) };
  return { ...document, components: { ...document.components, schemas: closed(known, schemas) } };
}

function pick(schemas: Schemas, names: readonly string[]): Schemas {
  return Object.fromEntries(
    names.flatMap((name) => {
      const schema = schemas[name];
      return schema === undefined ? [] : [[name, schema]];
    }),
  );
}

/** With every schema that one of them names. */
function closed(known: Schemas, all: Schemas): Schemas {
  const named = [...JSON.stringify(known).matchAll(REF)].map(([, name = '']) => name);
  const missing = named.filter((name) => known[name] === undefined && all[name] !== undefined);
  const more = { ...known, ...pick(all, missing) };
  if (missing.length > 0) return closed(more, all);
  return Object.fromEntries(Object.entries(more).sort(([left], [right]) => (left < right ? -1 : 1)));
}
