import { userInfo } from 'node:os';
import type { Hold, RetentionAdmin } from '@natter/server/database';
import { command } from '../define-command.ts';
import { CommandError, EXIT, type ExitCode } from '../exit-codes.ts';
import { withRetention } from '../retention/with-retention.ts';
import type { Terminal } from '../terminal.ts';
import { EDITION_FLAG } from './shared-flags.ts';

const ACTIONS = ['place', 'release', 'list'] as const;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

interface HoldFlags {
  readonly id: string | undefined;
  readonly conversation: string | undefined;
  readonly user: string | undefined;
  readonly reason: string | undefined;
  readonly by: string;
  readonly isJson: boolean;
}

export const hold = command(
  {
    name: 'hold',
    summary: 'Keep conversations from being purged while a case lasts',
    details: [
      '`natter hold place --conversation ID --reason "…"` or `--user ID` (all conversations of that person).',
      '`natter hold release ID` lets go; what is due is purged by the next run. `natter hold list` shows all there ever were.',
      'Members see no difference: what has expired is hidden from them, held or not.',
    ],
    args: {
      action: { type: 'positional', required: true, description: 'What to do', valueHint: ACTIONS.join('|') },
      id: { type: 'positional', required: false, description: 'release: which one' },
      conversation: { type: 'string', description: 'place: this conversation', valueHint: 'ID' },
      user: { type: 'string', description: 'place: all conversations of this person', valueHint: 'ID' },
      reason: { type: 'string', description: 'place: why, for the record', valueHint: 'text' },
      by: { type: 'string', description: 'Who says so (the user of this machine)', valueHint: 'name' },
      json: { type: 'boolean', description: 'Answer as JSON' },
      ...EDITION_FLAG,
    },
  },
  async (args, terminal) => {
    const flags: HoldFlags = {
      id: args.id,
      conversation: args.conversation,
      user: args.user,
      reason: args.reason,
      by: args.by ?? userInfo().username,
      isJson: args.json === true,
    };
    const action = ACTIONS.find((one) => one === args.action);
    if (action === undefined) {
      throw new CommandError(
        EXIT.usage,
        `There is no \`natter hold ${args.action}\`; there are ${ACTIONS.join(', ')}.`,
      );
    }
    const run = { place: checkPlace(action, flags), release: checkRelease(action, flags), list };
    return await withRetention(terminal, args.edition, (admin) => run[action](admin, terminal, flags));
  },
);

type Run = (admin: RetentionAdmin, terminal: Terminal, flags: HoldFlags) => Promise<ExitCode>;

function checkPlace(action: string, { conversation, user, reason }: HoldFlags): Run {
  if (action === 'place') {
    if ((conversation === undefined) === (user === undefined)) {
      throw new CommandError(EXIT.usage, 'Give either --conversation or --user.');
    }
    if (conversation !== undefined && !UUID.test(conversation)) {
      throw new CommandError(EXIT.usage, '--conversation must be the id of a conversation.');
    }
    if (reason === undefined || reason.trim() === '' || reason.length > 1_000) {
      throw new CommandError(EXIT.usage, 'Say why: --reason "…" (at most 1000 characters).');
    }
  }
  return place;
}

function checkRelease(action: string, { id }: HoldFlags): Run {
  if (action === 'release' && !/^[1-9]\d{0,15}$/.test(id ?? '')) {
    throw new CommandError(EXIT.usage, 'Say which: natter hold release ID (`natter hold list` has the ids).');
  }
  return release;
}

const place: Run = async (admin, terminal, { conversation, user, reason, by, isJson }) => {
  const id = await admin.placeHold({
    conversationId: conversation ?? null,
    userId: user ?? null,
    reason: reason ?? '',
    by,
  });
  if (id === null) {
    throw new CommandError(
      EXIT.failed,
      `There is no ${user === undefined ? 'conversation' : 'person'} ${conversation ?? user}.`,
    );
  }
  terminal.say(isJson ? JSON.stringify({ id }) : `Hold ${id} stands: nothing of it is purged until it is released.`);
  return EXIT.ok;
};

const release: Run = async (admin, terminal, { id, by, isJson }) => {
  if (!(await admin.releaseHold(Number(id), by))) throw new CommandError(EXIT.failed, `No hold ${id} stands.`);
  terminal.say(
    isJson ? JSON.stringify({ id: Number(id) }) : `Hold ${id} is released: what is due goes with the next run.`,
  );
  return EXIT.ok;
};

const list: Run = async (admin, terminal, { isJson }) => {
  const holds = await admin.listHolds();
  if (isJson) terminal.say(JSON.stringify({ holds }));
  else if (holds.length === 0) terminal.say('There are no holds.');
  else for (const one of holds) terminal.say(describe(one));
  return EXIT.ok;
};

function describe({ id, conversationId, userId, reason, placedBy, placedAt, releasedBy, releasedAt }: Hold): string {
  const what = userId === null ? `conversation ${conversationId}` : `person ${userId}`;
  const end = releasedAt === null ? 'stands' : `released ${releasedAt} by ${releasedBy}`;
  return `${id}  ${what}  placed ${placedAt} by ${placedBy}: ${reason}  (${end})`;
}
