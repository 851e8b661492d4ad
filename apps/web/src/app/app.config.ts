import { _CdkPrivateStyleLoader } from '@angular/cdk/private';
import {
  type ApplicationConfig,
  ErrorHandler,
  provideBrowserGlobalErrorListeners,
  provideZonelessChangeDetection,
} from '@angular/core';
import {
  PreloadAllModules,
  provideRouter,
  withComponentInputBinding,
  withInMemoryScrolling,
  withPreloading,
} from '@angular/router';
import { routes } from './app.routes';
import { ReportingErrorHandler } from './error-report';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    { provide: ErrorHandler, useClass: ReportingErrorHandler },
    provideZonelessChangeDetection(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled', anchorScrolling: 'enabled' }),
      // On a poor connection the chat should be there when a role is tapped, not begin to load then.
      withPreloading(PreloadAllModules),
    ),
    // The CDK puts a <style> into the page for what it hides, which `style-src 'self'` refuses. base.css has that rule.
    { provide: _CdkPrivateStyleLoader, useValue: { load: () => undefined } },
  ],
};
