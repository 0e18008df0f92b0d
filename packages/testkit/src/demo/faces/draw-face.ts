import { drawClothes } from './clothes.ts';
import { drawCompanion } from './companion.ts';
import type { Face } from './face.ts';
import { drawFeatures, drawHead, drawNeck } from './features.ts';
import { hairBehind, hairInFront } from './hair.ts';
import { shade } from './shade.ts';

/**
 * A portrait as SVG: flat shapes in a square of 100, meant to be cut round. The same face is always the same text, which
 * contains nothing but shapes: no script, no link, no text.
 */
export function drawFace(face: Face): string {
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="256" height="256">',
    `<rect width="100" height="100" fill="${face.background}"/>`,
    `<circle cx="50" cy="44" r="38" fill="${shade(face.background, 14)}"/>`,
    hairBehind(face),
    drawNeck(face),
    drawClothes(face),
    drawHead(face),
    drawFeatures(face),
    hairInFront(face),
    drawCompanion(face),
    '</svg>',
  ].join('');
}
