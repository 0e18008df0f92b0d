import type { Face } from './face.ts';
import { shade } from './shade.ts';

const INK = '#2b2330';

/** A small head in the corner, drawn about (0, 0) and some 30 wide. */
const HEADS: Record<NonNullable<Face['companion']>, (colour: string) => string> = {
  cat: (colour) =>
    `<path d="M-13-4l-1-13 10 6h8l10-6-1 13z" fill="${colour}"/><path d="M-11-8l-1-6 6 4zM11-8l1-6-6 4z" fill="#e79a9a"/><ellipse cy="1" rx="14" ry="12" fill="${colour}"/><path d="M-3-11l1 5M3-11l-1 5M0-11v5" stroke="${shade(colour, -40)}" stroke-width="1.6" stroke-linecap="round"/><g fill="${INK}"><ellipse cx="-5.5" cy="0" rx="1.7" ry="2.2"/><ellipse cx="5.5" cy="0" rx="1.7" ry="2.2"/></g><path d="M-1.8 4h3.6L0 6z" fill="#c9595f"/><path d="M0 6c-1 2.5-4 2.5-4.5.8M0 6c1 2.5 4 2.5 4.5.8" fill="none" stroke="${INK}" stroke-width="1.1" stroke-linecap="round"/>`,
  dog: (colour) =>
    `<ellipse cy="0" rx="13" ry="13" fill="${colour}"/><path d="M-10-9c-7-1-9 6-8 14 4 1 8-3 9-9zM10-9c7-1 9 6 8 14-4 1-8-3-9-9z" fill="${shade(colour, -46)}"/><ellipse cy="6" rx="7" ry="5.5" fill="${shade(colour, 46)}"/><g fill="${INK}"><circle cx="-5" cy="-2" r="1.9"/><circle cx="5" cy="-2" r="1.9"/><ellipse cy="3.5" rx="2.8" ry="2"/></g><path d="M-2 9.5h4c.6 4-.4 5.5-2 5.5s-2.6-1.5-2-5.5z" fill="#e2717c"/>`,
  parrot: (colour) =>
    `<path d="M-9 14c-4-14 0-26 9-26s13 10 10 26z" fill="${colour}"/><path d="M-3-12c-1-5 2-7 5-8-1 3 0 5 1 8z" fill="#f4c95d"/><circle cx="4" cy="-4" r="5" fill="#fdf8ef"/><circle cx="5" cy="-4" r="1.9" fill="${INK}"/><path d="M9-5c5 0 7 4 4 9-3-1-5-3-6-5z" fill="#3c3438"/>`,
  rabbit: (colour) =>
    `<g fill="${colour}"><ellipse cx="-5" cy="-17" rx="4" ry="11" transform="rotate(-8 -5 -17)"/><ellipse cx="6" cy="-16" rx="4" ry="11" transform="rotate(14 6 -16)"/><ellipse cy="2" rx="12" ry="11"/></g><g fill="#f0b8b8"><ellipse cx="-5" cy="-16" rx="1.8" ry="7" transform="rotate(-8 -5 -16)"/><ellipse cx="6" cy="-15" rx="1.8" ry="7" transform="rotate(14 6 -15)"/></g><g fill="${INK}"><circle cx="-4.5" cy="0" r="1.7"/><circle cx="4.5" cy="0" r="1.7"/></g><path d="M-1.5 4h3L0 5.8z" fill="#c9595f"/>`,
};

export function drawCompanion({ companion, companionColour = '#c98b4b' }: Face): string {
  if (companion === undefined) return '';
  return `<g transform="translate(73 84) scale(.86)">${HEADS[companion](companionColour)}</g>`;
}
