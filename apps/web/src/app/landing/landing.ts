import { Component, Injector, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Role } from '@hearken/protocol';
import { HAS_KEPT_SESSION, OpenSession } from '../open-session';
import { Icon } from '../ui/icon';
import { MissingPart } from '../ui/missing-part';
import { SiteLinks } from '../ui/site-links';
import { WhoIsHere } from '../ui/who-is-here';
import { SiteNoticesBanners } from './site-notices';
import { injectLiveCounts } from './live-counts';
import { LANDING_WORDS } from './words';

/** The first page: what this is, what it is not, and the three ways in. */
@Component({
  selector: 'hk-landing',
  imports: [Icon, RouterLink, SiteLinks, WhoIsHere, SiteNoticesBanners],
  templateUrl: './landing.html',
})
export class Landing {
  private readonly session = inject(OpenSession);

  protected readonly words = LANDING_WORDS;
  protected readonly choices = (['vent', 'listen', 'talk'] as const satisfies readonly Role[]).map((role) => ({
    role,
    ...LANDING_WORDS.choices[role],
  }));
  protected readonly here = injectLiveCounts();
  protected readonly goingOn = computed(() => {
    const summary = this.session.summary();
    if (summary.is === 'none') return undefined;
    const { goingOn } = LANDING_WORDS;
    return summary.is === 'talking'
      ? { role: summary.role, text: goingOn.talking, back: goingOn.backTalking }
      : { role: summary.role, text: goingOn.waiting, back: goingOn.backWaiting };
  });

  constructor() {
    const injector = inject(Injector);
    const missing = inject(MissingPart);
    if (!inject(HAS_KEPT_SESSION)) return;
    import('../chat/resume').then(
      ({ resume }) => resume(injector),
      () => missing.note('/'),
    );
  }
}
