import type { Probe } from '../probe.ts';
import { CONVERSATION_PROBES } from './conversations.ts';
import { MARK_PROBES } from './marks.ts';
import { PEOPLE_PROBES } from './people.ts';
import { READING_PROBES } from './reading.ts';
import { SENDING_PROBES } from './sending.ts';
import { WRITING_PROBES } from './writing.ts';

/** Every promise of the database that one world can try. */
export const PROBES: readonly Probe[] = [
  ...READING_PROBES,
  ...WRITING_PROBES,
  ...SENDING_PROBES,
  ...MARK_PROBES,
  ...CONVERSATION_PROBES,
  ...PEOPLE_PROBES,
];
