import { Component } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { MissingPartHint } from './ui/missing-part-hint';

/** The root: whatever the address says. */
@Component({
  selector: 'hk-root',
  imports: [MissingPartHint, RouterOutlet],
  template: '<router-outlet /><hk-missing-part-hint />',
})
export class App {}
