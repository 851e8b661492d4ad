import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { type Drawn, Page } from '../../testing/render';
import { Markdown } from './markdown';

afterEach(() => {
  document.body.replaceChildren();
});

function draw(text: string, levels = 0): Promise<Drawn<Markdown>> {
  return new Page().draw(Markdown, { text: () => text, levels: () => levels });
}

describe('Markdown', () => {
  it('draws headings, lists, tables, emphasis and links', async () => {
    const drawn = await draw('# One\n\n- a\n- **b**\n\n| h |\n| - |\n| c |\n\n[help](/help)');
    expect(drawn.get('h1').textContent).toBe('One');
    expect(drawn.all('li')).toHaveLength(2);
    expect(drawn.get('strong').textContent).toBe('b');
    expect(drawn.get('td').textContent).toBe('c');
    expect(drawn.get('a').getAttribute('href')).toBe('/help');
  });

  it('lowers headings, but not below h6', async () => {
    const drawn = await draw('# One\n\n##### Five', 2);
    expect(drawn.all('h3, h6').map((heading) => heading.textContent)).toEqual(['One', 'Five']);
    expect(drawn.find('h1')).toBeNull();
  });

  it.each([
    '<script>window.broken = true</script>',
    '<img src=x onerror="window.broken = true">',
    '<svg onload="window.broken = true"><script>window.broken = true</script></svg>',
    '<iframe src="javascript:window.broken = true"></iframe>',
    '<iframe srcdoc="<script>1</script>"></iframe>',
    '[click](javascript:alert(1))',
    '[click](JaVaScRiPt:alert(1))',
    '[click](&#106;avascript:alert(1))',
    '<a href="  javascript:alert(1)">click</a>',
    '<a href="data:text/html,<script>1</script>">click</a>',
    '<style>* { display: none }</style>',
    '<form action="https://evil.example"><input name="a"></form>',
    '<object data="x"></object><embed src="x">',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>',
    '<p style="position: fixed">x</p>',
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  ])('takes out of it what could act: %s', async (text) => {
    const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const drawn = await draw(`Before\n\n${text}\n\nAfter`);
    const html = drawn.element.innerHTML;
    expect(drawn.find('script, iframe, object, embed, style, form, input, base, meta, svg, [style]')).toBeNull();
    expect(html).not.toMatch(/\son\w+=/i);
    for (const link of drawn.all('a')) expect((link as HTMLAnchorElement).protocol).not.toMatch(/^(javascript|data):$/);
    expect(drawn.words).toMatch(/^Before/);
    expect(drawn.words).toContain('After');
    warned.mockRestore();
  });

  it('opens other sites beside the page, and tells them nothing', async () => {
    const drawn = await draw('[there](https://example.org) [mail](mailto:a@example.org) [here](/about)');
    const [there, mail, here] = drawn.all('a');
    expect([there?.getAttribute('target'), there?.getAttribute('rel')]).toEqual(['_blank', 'noopener noreferrer']);
    expect([mail?.getAttribute('target'), here?.getAttribute('target')]).toEqual([null, null]);
  });

  it('goes to pages of ours without loading anew, and leaves other clicks to the browser', async () => {
    const drawn = await draw('[here](/about?x=1#y) [there](https://example.org)');
    const navigate = jest.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
    const click = (link: HTMLElement | undefined, init: MouseEventInit = {}): boolean =>
      link?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...init })) ?? false;
    const [here, there] = drawn.all('a');
    there?.addEventListener('click', (event) => {
      expect(event.defaultPrevented).toBe(false);
      event.preventDefault();
    });
    expect(click(here)).toBe(false);
    expect(navigate.mock.calls).toEqual([['/about?x=1#y']]);
    click(there);
    here?.addEventListener('click', (event) => {
      setTimeout(() => event.preventDefault());
    });
    click(here, { ctrlKey: true });
    expect(navigate).toHaveBeenCalledTimes(1);
  });
});
