import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** WCAG 2.2: 4.5 for text, 3 for the edges of controls. */
const TEXT = 4.5;
const EDGE = 3;

const css = readFileSync(fileURLToPath(new URL('./tokens.css', import.meta.url)), 'utf8');
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');

function tokens(source: string): ReadonlyMap<string, string> {
  return new Map(
    [...source.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((from) => Number.parseInt(colour.slice(from, from + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const schemes = { light: tokens(light), dark: new Map([...tokens(light), ...tokens(dark)]) };

const PAIRS = [
  ...['paper', 'surface', 'sunken', 'theirs', 'accent-soft'].map((ground) => ['ink', ground, TEXT] as const),
  ...['paper', 'surface', 'sunken'].map((ground) => ['ink-soft', ground, TEXT] as const),
  ...['paper', 'surface', 'accent-soft'].map((ground) => ['accent', ground, TEXT] as const),
  ...['paper', 'surface'].map((ground) => ['alarm', ground, TEXT] as const),
  ...['paper', 'surface'].map((ground) => ['edge', ground, EDGE] as const),
  ['on-accent', 'accent', TEXT],
  ['on-accent', 'accent-strong', TEXT],
  ['accent-ink', 'accent-soft', TEXT],
  ['mine-ink', 'mine', TEXT],
  ['alarm', 'alarm-soft', TEXT],
  ['note-ink', 'note', TEXT],
] as const;

describe.each(['light', 'dark'] as const)('the %s palette', (scheme) => {
  it.each(PAIRS)('lets %s be read on %s', (ink, ground, least) => {
    const inkColour = schemes[scheme].get(ink) ?? '';
    const groundColour = schemes[scheme].get(ground) ?? '';
    expect(contrast(inkColour, groundColour)).toBeGreaterThanOrEqual(least);
  });
});
