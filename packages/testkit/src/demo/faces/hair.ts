import type { Face, HairStyle } from './face.ts';
import { shade } from './shade.ts';

/** What lies behind the head, and what lies over it. */
interface Layers {
  readonly back?: (face: Face) => string;
  readonly front?: (face: Face) => string;
}

/** The line of hair over the forehead that most styles share. */
const CAP = 'M30 47C27 25 38 17 50 17s23 8 20 30c-2-7-4-11-8-13-8 3-18 3-25-1-4 3-6 8-7 14z';

const path = (d: string, fill: string) => `<path d="${d}" fill="${fill}"/>`;
const dots = (fill: string, ...circles: readonly (readonly [number, number, number])[]) =>
  `<g fill="${fill}">${circles.map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}"/>`).join('')}</g>`;

const HAIR: Record<HairStyle, Layers> = {
  short: { front: ({ hairColour }) => path(CAP, hairColour) },
  crop: {
    front: ({ hairColour }) =>
      path('M31 43c-1-18 8-25 19-25s20 7 19 25c-2-7-5-12-9-13-7-2-13-2-20 0-4 1-7 6-9 13z', hairColour),
  },
  quiff: {
    front: ({ hairColour }) =>
      path(
        'M31 46c-3-14 0-23 8-26 6-8 22-8 29-1 5 5 5 16 1 27-1-8-3-12-6-14-9 1-18-1-24-5-4 4-7 10-8 19z',
        hairColour,
      ) + path('M40 22c7-5 17-6 25 0-8-2-17-1-25 0z', shade(hairColour, 14)),
  },
  curls: {
    back: ({ hairColour }) => dots(hairColour, [32, 36, 9], [68, 36, 9], [31, 47, 7], [69, 47, 7]),
    front: ({ hairColour }) =>
      dots(hairColour, [36, 28, 8], [44, 22, 8], [54, 21, 8], [63, 27, 8], [50, 26, 8], [33, 37, 5], [67, 37, 5]) +
      dots(shade(hairColour, 16), [43, 20, 2.4], [57, 20, 2.4], [36, 27, 2]),
  },
  afro: {
    back: ({ hairColour }) => dots(hairColour, [50, 33, 27], [29, 42, 11], [71, 42, 11]),
    front: ({ hairColour }) => path('M31 43c-2-18 7-25 19-25s21 7 19 25c-4-9-9-12-19-12s-15 3-19 12z', hairColour),
  },
  bob: {
    back: ({ hairColour }) => path('M25 50c-4-24 8-36 25-36s29 12 25 36c-1 8-2 13-5 17H30c-3-4-4-9-5-17z', hairColour),
    front: ({ hairColour }) =>
      path('M30 48c-2-20 7-29 20-29s22 9 20 29c-2-6-5-11-9-14-6 0-13-2-17-6-4 6-9 10-14 20z', hairColour),
  },
  long: {
    back: ({ hairColour }) =>
      path('M25 48c-3-24 9-34 25-34s28 10 25 34c-1 10 3 20 5 32-9 6-51 6-60 0 2-12 6-22 5-32z', hairColour),
    front: ({ hairColour }) =>
      path('M30 50c-3-21 6-31 20-31s23 10 20 31c-1-8-6-17-18-22C41 33 32 40 30 50z', hairColour),
  },
  fringe: {
    back: ({ hairColour }) =>
      path('M27 48c-3-23 8-33 23-33s26 10 23 33c-1 9 0 16 2 26-8 4-42 4-50 0 2-10 3-17 2-26z', hairColour),
    front: ({ hairColour }) =>
      path('M30 48c-3-20 7-30 20-30s23 10 20 30l-2-8c-11 3-25 3-36 0z', hairColour) +
      path('M36 25c8-5 20-5 28 0-9-2-19-2-28 0z', shade(hairColour, 22)),
  },
  bun: {
    back: ({ hairColour }) => dots(hairColour, [50, 13, 9.5]),
    front: ({ hairColour }) =>
      path('M30 46c-2-19 7-28 20-28s22 9 20 28c-3-8-7-15-20-16-13 1-17 8-20 16z', hairColour) +
      `<path d="M43 16c4 3 10 3 14 0" fill="none" stroke="${shade(hairColour, -18)}" stroke-width="1.4"/>`,
  },
  braids: {
    back: ({ hairColour }) => path('M28 46c-3-21 8-31 22-31s25 10 22 31c0 6-2 10-3 14H31c-1-4-3-8-3-14z', hairColour),
    front: ({ hairColour }) =>
      path('M30 47c-2-20 7-29 20-29s22 9 20 29c-2-8-6-15-19-19-12 4-19 11-21 19z', hairColour) +
      [27, 73].map((x) => dots(hairColour, [x, 58, 5], [x - 0.5, 66, 5], [x, 74, 4.6], [x, 82, 4])).join('') +
      dots(shade(hairColour, 20), [27, 58, 1.6], [27, 66, 1.6], [73, 58, 1.6], [73, 66, 1.6]),
  },
  ponytail: {
    back: ({ hairColour }) => path('M64 24c14-4 22 8 18 24-2 9-5 14-4 22-8-3-12-12-10-24 1-8 0-15-4-22z', hairColour),
    front: ({ hairColour }) => path('M30 46c-2-19 7-28 20-28s22 9 20 28c-2-9-7-14-15-16-10 1-20 4-25 16z', hairColour),
  },
  beanie: {
    front: ({ hairColour }) =>
      path('M29 36c0-15 9-22 21-22s21 7 21 22z', hairColour) +
      `<rect x="27" y="31" width="46" height="9" rx="4.5" fill="${shade(hairColour, -14)}"/>` +
      dots(shade(hairColour, 18), [50, 13, 4.5]),
  },
  hijab: {
    back: ({ hairColour }) =>
      path('M22 92c6-10 4-24 4-40 0-24 10-38 24-38s24 14 24 38c0 16-2 30 4 40-10 12-46 12-56 0z', hairColour),
    front: ({ hairColour }) =>
      `<path fill-rule="evenodd" fill="${hairColour}" d="M26 52c-2-26 9-38 24-38s26 12 24 38c-1 12-4 20-10 26-9 4-19 4-28 0-6-6-9-14-10-26zm8-5c0 12 7 22 16 22s16-10 16-22-6-20-16-20-16 8-16 20z"/>` +
      path('M30 72c10 9 26 10 40 2-2 10-12 17-22 16-9-1-15-8-18-18z', shade(hairColour, -12)),
  },
  bald: {},
};

export const hairBehind = (face: Face): string => HAIR[face.hair].back?.(face) ?? '';
export const hairInFront = (face: Face): string => HAIR[face.hair].front?.(face) ?? '';
