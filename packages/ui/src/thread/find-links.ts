import { find } from 'linkifyjs';
import type { FindLinks } from './found-link.ts';

/** Web and mail addresses; one without a scheme gets https. Whether they may be followed is decided elsewhere. */
export const findLinks: FindLinks = (text) => find(text, { defaultProtocol: 'https' });
