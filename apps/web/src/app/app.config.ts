import { _CdkPrivateStyleLoader } from '@angular/cdk/private';
import {
  type ApplicationConfig,
  ErrorHandler,
  inject,
  provideBrowserGlobalErrorListeners,
  provideZonelessChangeDetection,
} from '@angular/core';
import {
  provideRouter,
  withComponentInputBinding,
  withInMemoryScrolling,
  withNavigationErrorHandler,
  withPreloading,
  withRouterConfig,
} from '@angular/router';
import { routes } from './app.routes';
import { ReportingErrorHandler } from './error-report';
import { PreloadForPeople } from './preload-for-people';
import { MissingPart, isMissingPart } from './ui/missing-part';

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
      withPreloading(PreloadForPeople),
      // An old page may ask for a part that a newer version has taken away: it says so, and stays as it is.
      withNavigationErrorHandler(({ error, url }) => {
        if (isMissingPart(error)) inject(MissingPart).note(url);
        else inject(ErrorHandler).handleError(error);
      }),
      withRouterConfig({ resolveNavigationPromiseOnError: true }),
    ),
    // The CDK puts a <style> into the page for what it hides, which `style-src 'self'` refuses. base.css has that rule.
    { provide: _CdkPrivateStyleLoader, useValue: { load: () => undefined } },
  ],
};
