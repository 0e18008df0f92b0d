import type { ClothesStyle, Face } from './face.ts';
import { shade } from './shade.ts';

const SHOULDERS = 'M10 104c0-17 9-24 26-28 4 5 24 5 28 0 17 4 26 11 26 28z';
const path = (d: string, fill: string) => `<path d="${d}" fill="${fill}"/>`;
const line = (d: string, stroke: string, width: number) =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round"/>`;

/** What each kind adds to the shoulders. */
const DETAILS: Record<ClothesStyle, (face: Face) => string> = {
  crew: ({ clothesColour }) => line('M37 77c5 6 21 6 26 0', shade(clothesColour, -24), 2.4),
  collar: ({ clothesColour }) =>
    path('M36 76l-4 5 11 9 7-8zM64 76l4 5-11 9-7-8z', shade(clothesColour, 30)) +
    line('M50 84v16', shade(clothesColour, -24), 1.2),
  hoodie: ({ clothesColour }) =>
    path('M32 78c-1-4 2-7 6-8 3 8 21 8 24 0 4 1 7 4 6 8-8 10-28 10-36 0z', shade(clothesColour, -20)) +
    line('M44 86v8M56 86v8', shade(clothesColour, 46), 1.6),
  vest: ({ clothesColour }) =>
    path('M37 76c4 12 9 18 13 22 4-4 9-10 13-22-6 4-20 4-26 0z', '#fdf8ef') +
    line('M37 76l13 23 13-23', shade(clothesColour, -22), 1.6),
  turtleneck: ({ clothesColour }) =>
    `<rect x="39" y="65" width="22" height="14" rx="5" fill="${shade(clothesColour, -8)}"/>` +
    line('M40 72h20', shade(clothesColour, -26), 1.2),
  overalls: ({ clothesColour }) =>
    path('M33 104l2-17h30l2 17z', shade(clothesColour, -34)) +
    line('M36 88l-5-11M64 88l5-11', shade(clothesColour, -34), 4) +
    `<g fill="#f4c95d"><circle cx="36.5" cy="89" r="1.7"/><circle cx="63.5" cy="89" r="1.7"/></g>`,
};

export function drawClothes(face: Face): string {
  return path(SHOULDERS, face.clothesColour) + DETAILS[face.clothes](face);
}
