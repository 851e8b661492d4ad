import { describe, expect, it } from '@jest/globals';
import { of } from 'rxjs';
import { routes } from './app.routes';
import { PreloadForPeople } from './preload-for-people';

describe('PreloadForPeople', () => {
  it('fetches everything beforehand but what is for operators', () => {
    const fetched = new Set<unknown>();
    for (const route of routes) {
      const load = () => {
        fetched.add(route);
        return of(undefined);
      };
      new PreloadForPeople().preload(route, load).subscribe();
    }
    const left = routes.filter((route) => !fetched.has(route));
    expect(left.map(({ title }) => title)).toEqual(['Operators · Hearken']);
  });
});
