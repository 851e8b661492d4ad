import { TestBed } from '@angular/core/testing';
import { describe, expect, it, jest } from '@jest/globals';
import type { BrowserErrorReport } from '@hearken/protocol';
import { ReportingErrorHandler, reportOf, SEND_ERROR } from './error-report';

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';

describe('what the operators are told of a fault', () => {
  it('is its class and places in our code, never its words or an address', () => {
    const error = new TypeError('I feel low');
    error.stack = `TypeError: I feel low
      at send (https://hearken.example/chunk-AB12CD34.js:1:2345?secret=1)
      at https://hearken.example/main-EF56GH78.js:2:10`;
    const report = reportOf(error, '/vent', CHROME);
    expect(report).toMatchObject({
      kind: 'error',
      name: 'TypeError',
      frames: ['chunk-AB12CD34.js:1:2345', 'main-EF56GH78.js:2:10'],
      page: 'chat',
      browser: 'chromium',
    });
    expect(JSON.stringify(report)).not.toMatch(/low|secret|hearken/);
  });

  it.each([['a text'], [undefined], [{ name: 'I feel low' }], [Object.assign(new Error('x'), { name: 'I feel low' })]])(
    'is next to nothing of %j',
    (thrown) => {
      expect(reportOf(thrown, '/help', 'x')).toMatchObject({
        name: expect.stringMatching(/^(Unknown|Error)$/),
        page: 'other',
        browser: 'other',
      });
    },
  );

  it('is told once for each fault, and a few times in all', () => {
    const sent: BrowserErrorReport[] = [];
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    TestBed.configureTestingModule({
      providers: [
        ReportingErrorHandler,
        { provide: SEND_ERROR, useValue: (report: BrowserErrorReport) => sent.push(report) },
      ],
    });
    const handler = TestBed.inject(ReportingErrorHandler);
    for (const name of ['A', 'A', 'B', 'C', 'D', 'E', 'F', 'G'])
      handler.handleError(Object.assign(new Error('x'), { name, stack: '' }));
    expect(sent.map(({ name }) => name)).toEqual(['A', 'B', 'C', 'D', 'E']);
  });
});
