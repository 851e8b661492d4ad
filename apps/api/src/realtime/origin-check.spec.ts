import { describe, expect, it } from '@jest/globals';
import { isOriginAllowed } from './origin-check.js';

const ALLOWED = ['https://hearken.example'];

describe('isOriginAllowed', () => {
  it.each([
    [{}],
    [{ host: 'localhost:3000' }],
    [{ host: 'localhost:3000', origin: 'http://localhost:3000' }],
    // TLS ends at the proxy, which hands over the host it was asked for.
    [{ host: 'chat.example', origin: 'https://chat.example' }],
    [{ host: 'Chat.Example:443', origin: 'https://chat.example' }],
    [{ host: 'chat.example:80', origin: 'http://chat.example' }],
    [{ host: '[::1]:3000', origin: 'http://[::1]:3000' }],
    [{ host: 'inner:3000', origin: 'https://hearken.example' }],
  ])('lets %j in', (headers) => {
    expect(isOriginAllowed(headers, ALLOWED)).toBe(true);
  });

  it.each([
    [{ host: 'localhost:3000', origin: 'http://localhost:4200' }],
    [{ host: 'localhost:3000', origin: 'https://evil.example' }],
    [{ host: 'localhost:3000', origin: 'http://localhost:3000.evil.example' }],
    [{ host: 'localhost:3000', origin: 'null' }],
    [{ host: 'localhost:3000', origin: '' }],
    [{ host: 'localhost:3000', origin: 'chrome-extension://localhost:3000' }],
    [{ origin: 'https://evil.example' }],
    [{ host: 'inner:3000', origin: 'https://hearken.example.evil.example' }],
    [{ host: 'inner:3000', origin: 'http://hearken.example' }],
  ])('keeps %j out', (headers) => {
    expect(isOriginAllowed(headers, ALLOWED)).toBe(false);
  });
});
