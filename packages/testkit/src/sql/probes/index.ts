import type { Probe } from '../probe.ts';
import { BELONGING_PROBES } from './belonging.ts';
import { BLOCKING_PROBES } from './blocking.ts';
import { CONVERSATION_PROBES } from './conversations.ts';
import { DELETING_PROBES } from './deleting.ts';
import { EXPIRY_PROBES } from './expiry.ts';
import { GROUP_PROBES } from './groups.ts';
import { KEEPING_PROBES } from './keeping.ts';
import { LIFE_ACTING_PROBES } from './life-acting.ts';
import { LIFE_READING_PROBES } from './life-reading.ts';
import { LIFE_VOID_PROBES } from './life-void.ts';
import { MARK_PROBES } from './marks.ts';
import { MODERATION_PROBES } from './moderation.ts';
import { NODE_PROBES } from './nodes.ts';
import { PEOPLE_PROBES } from './people.ts';
import { READING_PROBES } from './reading.ts';
import { SENDING_PROBES } from './sending.ts';
import { TIMING_PROBES } from './timing.ts';
import { WORD_PROBES } from './words.ts';
import { WRITING_PROBES } from './writing.ts';

/** Every promise of the database that one world can try. */
export const PROBES: readonly Probe[] = [
  ...READING_PROBES,
  ...WRITING_PROBES,
  ...SENDING_PROBES,
  ...MARK_PROBES,
  ...CONVERSATION_PROBES,
  ...PEOPLE_PROBES,
  ...BELONGING_PROBES,
  ...BLOCKING_PROBES,
  ...DELETING_PROBES,
  ...MODERATION_PROBES,
  ...WORD_PROBES,
  ...EXPIRY_PROBES,
  ...LIFE_READING_PROBES,
  ...LIFE_ACTING_PROBES,
  ...LIFE_VOID_PROBES,
  ...KEEPING_PROBES,
  ...TIMING_PROBES,
  ...NODE_PROBES,
  ...GROUP_PROBES,
];
