// `npm run gallery:shots [-- life-menu thread …]`: pictures of the gallery's states at three widths, light, dark and in forced colours,
// into .cache/gallery-shots. Without names: all of them (about a quarter of an hour on two cores), and those that the docs show into
// docs/images; `-- --docs`: the latter alone.
import { mkdirSync } from 'node:fs';
import { type Browser, chromium as playwright } from 'playwright';
import { STATES } from '../apps/web/src/gallery/states.ts';
import { chromium } from './lib/chromium.mjs';
import { buildGallery, inRoot, serveGallery } from './lib/gallery.ts';

const SHOTS = inRoot('.cache/gallery-shots');
const IMAGES = inRoot('docs/images');
const SIZES = {
  phone: { width: 390, height: 844 },
  tablet: { width: 820, height: 1180 },
  desk: { width: 1440, height: 900 },
} as const;
const COLOURS = ['light', 'dark', 'forced'] as const;

const say = (text: string) => process.stdout.write(`${text}\n`);

type Size = keyof typeof SIZES;
type Colours = (typeof COLOURS)[number];

/** What the docs show: which state, how large, in which colours. */
const DOCS: readonly (readonly [id: string, size: Size, colours: Colours])[] = [
  ['thread', 'desk', 'light'],
  ['thread', 'desk', 'dark'],
  ['inbox', 'phone', 'light'],
  ['life', 'phone', 'light'],
  ['life', 'phone', 'dark'],
  ['life-menu', 'phone', 'light'],
  ['life-history', 'phone', 'light'],
  ['life-forward', 'phone', 'light'],
  ['life-poll-new', 'phone', 'light'],
  ['life-timer', 'phone', 'light'],
  ['composer-format', 'desk', 'light'],
];

interface Shot {
  readonly id: string;
  readonly size: Size;
  readonly colours: Colours;
  readonly path: string;
  /** For the docs: as somebody with a mouse sees it, without letters that this machine may not have. */
  readonly isForDocs?: boolean;
}

/** Takes one picture. Answers whether the state was reached. */
async function shoot(browser: Browser, url: string, shot: Shot): Promise<boolean> {
  const { id, size, colours, path, isForDocs = false } = shot;
  const isForced = colours === 'forced';
  const theme = isForced ? 'light' : colours;
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: theme,
    forcedColors: isForced ? 'active' : 'none',
    hasTouch: size !== 'desk',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(`${url}?${new URLSearchParams({ state: id, theme, ...(isForDocs ? { latin: '' } : {}) })}`);
  await page.waitForFunction(() => document.documentElement.dataset['state'] !== undefined);
  const isReached = await page.evaluate(async (blurs) => {
    await document.fonts.ready;
    if (blurs && document.activeElement instanceof HTMLButtonElement) document.activeElement.blur();
    return document.documentElement.dataset['state'] === 'reached';
  }, isForDocs);
  await page.screenshot({ path, animations: 'disabled' });
  await context.close();
  return isReached;
}

const isDocsOnly = process.argv.includes('--docs');
const wanted = process.argv.slice(2).filter((each) => each !== '--docs');
const unknown = wanted.filter((name) => !STATES.some(({ id }) => id === name));
if (unknown.length > 0) throw new Error(`The gallery has no state named ${unknown.join(', ')}.`);
mkdirSync(SHOTS, { recursive: true });
mkdirSync(IMAGES, { recursive: true });
await buildGallery();
const { url, close } = await serveGallery();
const { path: executablePath, env } = chromium();
const browser = await playwright.launch({
  executablePath,
  env: { ...process.env, ...env } as Record<string, string>,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
const looks = (Object.keys(SIZES) as Size[]).flatMap((size) => COLOURS.map((colours) => [size, colours] as const));
let missed = 0;
const asked = isDocsOnly ? [] : STATES.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
for (const { id } of asked) {
  for (const look of looks) {
    const [size, colours] = look;
    const path = `${SHOTS}/${id}-${look.join('-')}.png`;
    if (await shoot(browser, url, { id, size, colours, path })) continue;
    missed += 1;
    say(`✗ ${id} was not reached (${look.join(', ')})`);
  }
}
for (const [id, size, colours] of wanted.length === 0 ? DOCS : []) {
  const path = `${IMAGES}/${id}-${size}-${colours}.png`;
  if (await shoot(browser, url, { id, size, colours, path, isForDocs: true })) continue;
  missed += 1;
  say(`✗ ${id} was not reached`);
}
await browser.close();
close();
say(`gallery: pictures are in .cache/gallery-shots; ${missed} states were not reached`);
process.exitCode = missed === 0 ? 0 : 1;
