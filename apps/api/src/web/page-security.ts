import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet, { type HelmetOptions } from 'helmet';

/** The API's description: a page of swagger-ui's, which styles itself inline and knows nothing of Trusted Types. */
const DOCS = /^\/api\/docs(\/|$)/;

const DOCS_SECURITY: HelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  referrerPolicy: { policy: 'no-referrer' },
  xFrameOptions: { action: 'deny' },
  strictTransportSecurity: false,
};

/** Sensors and payments: a chat needs none of them. */
const PERMISSIONS = ['camera', 'display-capture', 'geolocation', 'microphone', 'midi', 'payment', 'usb']
  .map((name) => `${name}=()`)
  .join(', ');

const nonces = new WeakMap<IncomingMessage, string>();

/** The nonce of the page that answers this request: scripts and styles in the page itself carry it. */
export function nonceOf(request: IncomingMessage): string {
  const nonce = nonces.get(request) ?? randomBytes(16).toString('base64');
  nonces.set(request, nonce);
  return nonce;
}

/**
 * Headers of every answer. Nothing is loaded from anybody else, no page may frame this one, no address is told to
 * anybody. Angular makes its `<style>` elements at run time, with the nonce that the page hands it: no 'unsafe-inline'.
 * No upgrade to https is demanded: that is the reverse proxy's to decide, and would break http on a laptop.
 */
export function pageSecurity(): readonly RequestHandler[] {
  const own = (request: IncomingMessage, _: ServerResponse): string => `'nonce-${nonceOf(request)}'`;
  const docs = helmet(DOCS_SECURITY);
  const rest = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", own],
        styleSrc: ["'self'", own],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        mediaSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        // What Angular itself writes into the page is all that may be written there.
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ['angular', 'angular#bundler', 'angular#components'],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: false,
  });
  return [
    (request, response, next) => {
      (DOCS.test(request.path) ? docs : rest)(request, response, next);
    },
    (_request, response, next) => {
      response.setHeader('Permissions-Policy', PERMISSIONS);
      next();
    },
  ];
}
