import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import type { Gate } from './gate.ts';

/** A text of the log as the person sees it. */
export interface SeenText {
  readonly by: 'me' | 'partner';
  readonly text: string;
}

/** What the browser itself prints when it cannot reach a server: that is what a fault is. */
const IS_OF_THE_NETWORK = /^(WebSocket connection to|Failed to load resource:)/;

/** How long anything may take that nothing delays: the machine may be busy, and a loop of retries is 1 s long. */
const PATIENCE_MS = 10_000;

/** Somebody in a browser of their own, who reaches the server through a gate of their own. */
export class Person {
  readonly name: string;
  readonly gate: Gate;
  readonly context: BrowserContext;
  /** All that the pages of their browser complained about: exceptions, dialogs, broken content rules. */
  readonly complaints: string[] = [];
  /** What no log may hold: what was said, and the ids that grant access. */
  readonly secrets: Set<string>;
  #page: Page | undefined;
  #kept: Readonly<Record<string, string>> = {};
  #address = '';

  constructor(name: string, gate: Gate, context: BrowserContext, secrets?: Set<string>) {
    this.name = name;
    this.gate = gate;
    this.context = context;
    this.secrets = secrets ?? new Set();
  }

  /** Somebody with a new browser, whose pages are watched from now on. */
  static withBrowser(name: string, gate: Gate, context: BrowserContext): Person {
    const person = new Person(name, gate, context);
    context.on('page', (page) => {
      person.#watch(page);
    });
    return person;
  }

  get page(): Page {
    if (this.#page === undefined) throw new Error(`${this.name} has no page open.`);
    return this.#page;
  }

  // --- coming and going -------------------------------------------------------------------------------------------

  /** Opens an address of the site, in the page that is open or in a first one. */
  async arrive(path: string): Promise<void> {
    this.#page ??= await this.context.newPage();
    await this.#page.goto(this.gate.origin + path);
  }

  async isPaired(): Promise<void> {
    await expect(this.composer, `${this.name} is paired`).toBeVisible({ timeout: PATIENCE_MS });
    await expect(this.presence).toHaveText('Here', { timeout: PATIENCE_MS });
    await this.#learnSecrets();
  }

  async reload(): Promise<void> {
    await this.page.reload();
  }

  /** Closes the tab. What it kept for itself is remembered for {@link restoreTab}. */
  async closeTab(): Promise<void> {
    await this.#remember();
    await this.page.close();
    this.#page = undefined;
  }

  /** Brings a closed or crashed tab back as a browser does: at the same address, with its own storage. */
  async restoreTab(): Promise<void> {
    const page = await this.context.newPage();
    await page.addInitScript((kept) => {
      if (sessionStorage.length > 0 || location.protocol !== 'http:') return;
      for (const [key, value] of Object.entries(kept)) sessionStorage.setItem(key, value);
    }, this.#kept);
    this.#page = page;
    await page.goto(this.#address);
  }

  /** "Duplicate tab": the copy has the same storage. This page object stays with the first tab. */
  async duplicateTab(): Promise<Person> {
    const [copy] = await Promise.all([
      this.context.waitForEvent('page'),
      this.page.evaluate(() => void window.open(location.href)),
    ]);
    const twin = new Person(`${this.name}'s second tab`, this.gate, this.context, this.secrets);
    twin.#page = copy;
    return twin;
  }

  /** Another tab of the same browser: another person, on the same device. */
  async anotherTab(path: string): Promise<Person> {
    const other = new Person(`${this.name}'s other tab`, this.gate, this.context, this.secrets);
    await other.arrive(path);
    return other;
  }

  /** The renderer dies, as when memory runs out. */
  async crash(): Promise<void> {
    await this.#remember();
    const { page } = this;
    const crashed = page.waitForEvent('crash');
    void page.goto('chrome://crash').catch(() => undefined);
    await crashed;
    await page.close();
    this.#page = undefined;
  }

  /** The tab keeps its identity, but the browser has lost what it stored: cleared by the person, or by the browser. */
  async wipeStore(): Promise<void> {
    const address = this.page.url();
    // A page of the same origin that runs none of our code, so that nobody holds the database open.
    await this.page.goto(`${this.gate.origin}/robots.txt`);
    await this.page.evaluate(async () => {
      for (const { name } of await indexedDB.databases()) {
        if (name === undefined) continue;
        await new Promise((resolve, reject) => {
          const request = indexedDB.deleteDatabase(name);
          request.onsuccess = resolve;
          request.onerror = reject;
        });
      }
    });
    await this.page.goto(address);
  }

  /** What everybody may know them by: operators do. */
  async publicId(): Promise<string> {
    return this.#ofTab('publicId');
  }

  // --- talking ----------------------------------------------------------------------------------------------------

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: 'Message', exact: true });
  }

  get presence(): Locator {
    return this.page.getByRole('banner').getByRole('status');
  }

  get log(): Locator {
    return this.page.getByRole('log', { name: 'Conversation' });
  }

  /** The newest conversation of the log. */
  get conversation(): Locator {
    return this.log.getByRole('region').last();
  }

  /** Lines that nobody wrote. */
  get notes(): Locator {
    return this.conversation.locator('hk-log-note');
  }

  /** Lines that say something may be missing. */
  get gaps(): Locator {
    return this.conversation.locator('hk-log-note.gap');
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { name });
  }

  async say(text: string): Promise<void> {
    this.secrets.add(text);
    // A dialog that was closed just now still has the keyboard until it is out of the page.
    await this.composer.click({ trial: true });
    await this.composer.fill(text);
    await this.composer.press('Enter');
    await expect(this.#message(text), `${this.name} sees "${text}" at once`).toBeVisible();
  }

  async hears(text: string, timeout = PATIENCE_MS): Promise<void> {
    await expect(this.#message(text), `${this.name} hears "${text}"`).toBeVisible({ timeout });
  }

  /** What stands at a text of their own: Sending, Sent, Delivered. */
  label(text: string): Locator {
    return this.#message(text).locator('.label');
  }

  async isDelivered(text: string, timeout = PATIENCE_MS): Promise<void> {
    await expect(this.label(text), `"${text}" of ${this.name}`).toHaveText('Delivered', { timeout });
  }

  /** Every text of the newest conversation, in the order shown. */
  async texts(): Promise<readonly SeenText[]> {
    return this.conversation.locator('hk-message').evaluateAll((messages) =>
      messages.map((message) => ({
        by: message.classList.contains('mine') ? ('me' as const) : ('partner' as const),
        text: message.querySelector('.bubble')?.textContent ?? '',
      })),
    );
  }

  // --- parting ----------------------------------------------------------------------------------------------------

  async next(parting: Parting = {}): Promise<void> {
    await this.button(/^New partner/).click();
    await this.#confirm('Meet somebody new?', 'New partner', parting);
  }

  async leave(parting: Parting = {}): Promise<void> {
    await this.button('Leave').click();
    await this.#confirm('Leave this conversation?', 'Leave', parting);
  }

  async #confirm(heading: string, yes: string, { because, note }: Parting): Promise<void> {
    const dialog = this.page.getByRole('dialog', { name: heading });
    if (because !== undefined) await dialog.getByRole('radio', { name: because }).check();
    if (note !== undefined) {
      this.secrets.add(note);
      await dialog.getByRole('textbox', { name: 'A few words for them' }).fill(note);
    }
    await dialog.getByRole('button', { name: yes }).click();
    await expect(dialog).toBeHidden();
  }

  // --- behind the scenes ------------------------------------------------------------------------------------------

  #message(text: string): Locator {
    return this.conversation
      .locator('hk-message')
      .filter({ has: this.page.locator('.bubble').getByText(text, { exact: true }) });
  }

  async #remember(): Promise<void> {
    this.#address = this.page.url();
    this.#kept = await this.page.evaluate(
      () => Object.fromEntries(Object.entries(sessionStorage)) as Record<string, string>,
    );
  }

  async #learnSecrets(): Promise<void> {
    this.secrets.add(await this.#ofTab('privateId'));
  }

  async #ofTab(field: 'privateId' | 'publicId'): Promise<string> {
    const kept = await this.page.evaluate(() => sessionStorage.getItem('hearken.tab'));
    const [, value] = new RegExp(`"${field}":"([^"]+)"`).exec(kept ?? '') ?? [];
    if (value === undefined) throw new Error(`${this.name} has no ${field} yet.`);
    return value;
  }

  #watch(page: Page): void {
    page.on('pageerror', (error) => this.complaints.push(`exception: ${error.message}`));
    page.on('dialog', (dialog) => {
      // Leaving a conversation asks first; that is the browser's own question, and answered with yes.
      if (dialog.type() !== 'beforeunload') this.complaints.push(`dialog: ${dialog.message()}`);
      // It may go away with its page before it is answered.
      void dialog.accept().catch(() => undefined);
    });
    page.on('console', (message) => {
      const isBroken = message.type() === 'error' && !IS_OF_THE_NETWORK.test(message.text());
      const isBlocked = message.text().includes('Content Security Policy');
      if (isBroken || isBlocked) this.complaints.push(`console: ${message.text()} ${message.location().url}`);
    });
  }
}

/** What a person says as they go. */
export interface Parting {
  readonly because?: string;
  readonly note?: string;
}
