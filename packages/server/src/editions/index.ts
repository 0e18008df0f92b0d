import type { Edition } from '@natter/protocol';
import { bookstore } from './bookstore.ts';
import type { EditionPolicy } from './edition-policy.ts';
import { marketplace } from './marketplace.ts';
import { social } from './social.ts';

export type { EditionPolicy, Entitled, RetentionDays } from './edition-policy.ts';

export const EDITIONS: Readonly<Record<Edition, EditionPolicy>> = { bookstore, marketplace, social };
