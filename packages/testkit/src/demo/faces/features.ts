import type { Face } from './face.ts';
import { shade } from './shade.ts';

const INK = '#2b2330';
const line = (d: string, stroke: string, width: number) =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;

export function drawHead({ skin, earrings, hair }: Face): string {
  const ears =
    hair === 'hijab'
      ? ''
      : `<g fill="${shade(skin, -14)}"><ellipse cx="31.5" cy="48" rx="3.6" ry="5"/><ellipse cx="68.5" cy="48" rx="3.6" ry="5"/></g>`;
  const rings =
    earrings === undefined
      ? ''
      : `<g fill="${earrings}"><circle cx="31" cy="54.5" r="2"/><circle cx="69" cy="54.5" r="2"/></g>`;
  return `${ears}<path d="M32 43c0-15 8-22 18-22s18 7 18 22c0 14-7 26-18 26S32 57 32 43z" fill="${skin}"/>${rings}`;
}

export function drawNeck({ skin }: Face): string {
  return `<path d="M42 60h16v16c0 5-3.5 8-8 8s-8-3-8-8z" fill="${shade(skin, -20)}"/>`;
}

export function drawFeatures(face: Face): string {
  const { skin, hasFreckles = false } = face;
  const cheeks = `<g fill="#e4605e" opacity=".22"><ellipse cx="38.5" cy="54" rx="4" ry="2.8"/><ellipse cx="61.5" cy="54" rx="4" ry="2.8"/></g>`;
  const freckles = hasFreckles
    ? `<g fill="${shade(skin, -46)}" opacity=".7"><circle cx="38" cy="52" r=".7"/><circle cx="41" cy="53.5" r=".7"/><circle cx="43.5" cy="52" r=".7"/><circle cx="56.5" cy="52" r=".7"/><circle cx="59" cy="53.5" r=".7"/><circle cx="62" cy="52" r=".7"/></g>`
    : '';
  const nose = line('M50 48.5c-1.2 2-1.6 3.4.6 3.8', shade(skin, -44), 1.5);
  return cheeks + freckles + drawBeard(face) + drawEyes(face) + nose + drawMouth(face) + drawGlasses(face);
}

function drawEyes({ eyes = 'open', hair, hairColour }: Face): string {
  const brow = hair === 'hijab' || hair === 'beanie' || hair === 'bald' ? '#3c2f2b' : shade(hairColour, -28);
  const brows = line('M39 40.5c1.8-1.6 4.4-1.8 6.4-.8M61 40.5c-1.8-1.6-4.4-1.8-6.4-.8', brow, 1.6);
  if (eyes === 'smiling') return brows + line('M39.8 46.8c1-2 4.2-2 5.2 0M55 46.8c1-2 4.2-2 5.2 0', INK, 1.8);
  return `${brows}<g fill="${INK}"><ellipse cx="42.5" cy="46" rx="1.9" ry="2.3"/><ellipse cx="57.5" cy="46" rx="1.9" ry="2.3"/></g><g fill="#fff"><circle cx="43.2" cy="45.2" r=".7"/><circle cx="58.2" cy="45.2" r=".7"/></g>`;
}

function drawMouth({ mouth = 'smile', skin }: Face): string {
  const lip = shade(skin, -78);
  if (mouth === 'calm') return line('M46 59.5c2.4 1.2 5.6 1.2 8 0', lip, 1.7);
  if (mouth === 'smile') return line('M44.5 58c2.6 3.4 8.4 3.4 11 0', lip, 1.8);
  return '<path d="M43.5 57.5h13c0 4.4-2.8 6.8-6.5 6.8s-6.5-2.4-6.5-6.8z" fill="#7c2b36"/><path d="M44.6 57.5h10.8v1c0 1-.6 1.5-1.4 1.5h-8c-.8 0-1.4-.5-1.4-1.5z" fill="#fff"/>';
}

const WHISKERS = 'M42.5 57.6c2-2.6 5-3 7.5-1.4 2.5-1.6 5.5-1.2 7.5 1.4-2.5 0-5 .2-7.5.2s-5-.2-7.5-.2z';
const CHIN = 'M45 63.5c3 1.4 7 1.4 10 0 .6 4.5-1.6 8-5 8s-5.6-3.5-5-8z';
const SHADOW = 'M32.5 48c1 14 8 21 17.5 21s16.5-7 17.5-21c-2 5-4 8-8 9-6-1.5-13-1.5-19 0-4-1-6-4-8-9z';
const FULL = 'M32 46c-.5 17 7 27 18 27s18.5-10 18-27c-1.5 6-4 9.5-8 10.5-6-2-14-2-20 0-4-1-6.5-4.5-8-10.5z';
const UNDER_LIP = 'M44 58.5c3-2 9-2 12 0 0 3-3 4.5-6 4.5s-6-1.5-6-4.5z';

const BEARDS: Record<NonNullable<Face['beard']>, (colour: string) => string> = {
  moustache: (colour) => `<path d="${WHISKERS}" fill="${colour}"/>`,
  goatee: (colour) => `<path d="${WHISKERS}" fill="${colour}"/><path d="${CHIN}" fill="${colour}"/>`,
  stubble: (colour) => `<path d="${SHADOW}" fill="${colour}" opacity=".22"/>`,
  full: (colour) => `<path d="${FULL}" fill="${colour}"/><path d="${UNDER_LIP}" fill="#00000018"/>`,
};

function drawBeard({ beard, hairColour }: Face): string {
  return beard === undefined ? '' : BEARDS[beard](hairColour);
}

function drawGlasses({ glasses }: Face): string {
  if (glasses === undefined) return '';
  const stroke = 'fill="#ffffff2e" stroke="#2b2330" stroke-width="1.5"';
  const lenses =
    glasses === 'round'
      ? `<circle cx="42" cy="46" r="6" ${stroke}/><circle cx="58" cy="46" r="6" ${stroke}/>`
      : `<rect x="35.5" y="41" width="12.5" height="10" rx="2.5" ${stroke}/><rect x="52" y="41" width="12.5" height="10" rx="2.5" ${stroke}/>`;
  return `${lenses}${line('M48 45.5c1.2-1 2.8-1 4 0M36 44.5l-4 .8M64 44.5l4 .8', INK, 1.4)}`;
}
