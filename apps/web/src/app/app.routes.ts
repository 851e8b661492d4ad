import type { Routes, UrlMatcher } from '@angular/router';
import { PAGE_NAMES, ROLES } from '@hearken/protocol';
import { adminAddress } from './admin/admin-routes';
import { Landing } from './landing/landing';
import { PAGE_TITLES } from './pages/words';

/** One route for the three addresses, so that changing the role keeps the page, and the old conversation on it. */
const roleAddress: UrlMatcher = (segments) => {
  const [only] = segments;
  if (segments.length !== 1 || only === undefined || !ROLES.some((role) => role === only.path)) return null;
  return { consumed: segments, posParams: { role: only } };
};

export const routes: Routes = [
  { path: '', pathMatch: 'full', component: Landing, title: 'Hearken: someone to listen' },
  { matcher: roleAddress, loadComponent: () => import('./chat/chat-page').then((chat) => chat.ChatPage) },
  ...PAGE_NAMES.map((name) => ({
    path: name,
    loadComponent: () => import('./pages/text-page').then((page) => page.TextPage),
    data: { name },
    title: PAGE_TITLES[name],
  })),
  {
    path: 'help',
    loadComponent: () => import('./help/help-page').then((page) => page.HelpPage),
    title: 'Help now · Hearken',
  },
  {
    matcher: adminAddress,
    loadComponent: () => import('./admin/admin-page').then((page) => page.AdminPage),
    title: 'Operators · Hearken',
    data: { isForPeople: false },
  },
  {
    path: '**',
    loadComponent: () => import('./not-found/not-found').then((page) => page.NotFound),
    title: 'Not found · Hearken',
  },
];
