import type { Routes, UrlMatcher } from '@angular/router';
import { ROLES } from '@hearken/protocol';
import { Landing } from './landing/landing';

/** One route for the three addresses, so that changing the role keeps the page, and the old conversation on it. */
const roleAddress: UrlMatcher = (segments) => {
  const [only] = segments;
  if (segments.length !== 1 || only === undefined || !ROLES.some((role) => role === only.path)) return null;
  return { consumed: segments, posParams: { role: only } };
};

export const routes: Routes = [
  { path: '', pathMatch: 'full', component: Landing, title: 'Hearken: someone to listen' },
  { matcher: roleAddress, loadComponent: () => import('./chat/chat-page').then((chat) => chat.ChatPage) },
  {
    path: 'help',
    loadComponent: () => import('./help/help-page').then((page) => page.HelpPage),
    title: 'Help now · Hearken',
  },
  {
    path: '**',
    loadComponent: () => import('./not-found/not-found').then((page) => page.NotFound),
    title: 'Not found · Hearken',
  },
];
