import type { Step } from './steps.ts';

/** One state of the kit that is worth a look, and how one gets to it. */
export interface GalleryState {
  /** Also the name of its picture. */
  readonly id: string;
  readonly title: string;
  /** What the address says beside the look: see `main.tsx`. */
  readonly query: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

export interface GalleryGroup {
  readonly title: string;
  readonly states: readonly GalleryState[];
}

const lena = { show: 'app', with: 'lena' };
const jonas = { show: 'app', with: 'jonas' };
/** Words that find a message of the conversation with Lena. */
const WALK = 'The summer walk needs a date';
const PASS_ON = 'I pass on what the forester wrote';
const GOODBYE = 'Noted and forgotten';

/** Everything the kit shows, in every state, in the order of the page. */
export const GALLERY: readonly GalleryGroup[] = [
  {
    title: 'Parts',
    states: [{ id: 'parts', title: 'Every small part', query: { show: 'parts' } }],
  },
  {
    title: 'Inbox',
    states: [
      { id: 'inbox', title: 'Conversations', query: { show: 'app' } },
      { id: 'inbox-menu', title: 'Menu of a conversation', query: jonas, steps: [{ press: 'Conversation options' }] },
      {
        id: 'inbox-mute',
        title: 'How long to mute',
        query: jonas,
        steps: [{ press: 'Conversation options' }, { press: 'Mute' }],
      },
      {
        id: 'inbox-undo',
        title: 'Archived, with the way back',
        query: jonas,
        steps: [{ press: 'Conversation options' }, { press: 'Archive' }],
      },
      { id: 'inbox-unread', title: 'Unread alone', query: { show: 'app' }, steps: [{ press: 'Unread' }] },
      { id: 'inbox-archived', title: 'The archive', query: { show: 'app' }, steps: [{ press: 'Archived' }] },
      {
        id: 'inbox-search-none',
        title: 'Nothing found',
        query: { show: 'app' },
        steps: [{ type: ['Search conversations', 'Nobody at all'] }, { see: 'No match for' }],
      },
      { id: 'inbox-reply-only', title: 'A membership that only answers', query: { show: 'app', may: 'reply' } },
    ],
  },
  {
    title: 'Conversation',
    states: [
      { id: 'thread', title: 'A conversation', query: jonas },
      { id: 'thread-unread', title: 'Opened at the first unread', query: { show: 'app', with: 'amara' } },
      { id: 'thread-long', title: 'A long one', query: { show: 'app', with: 'mikko' } },
      { id: 'thread-trouble', title: 'Waiting, on its way, refused', query: { show: 'app', with: 'tom' } },
      { id: 'thread-arabic', title: 'Arabic', query: { show: 'app', with: 'layla' } },
      {
        id: 'thread-rtl',
        title: 'From right to left',
        query: { show: 'app', with: 'layla', dir: 'rtl', locale: 'ar' },
      },
      { id: 'thread-japanese', title: 'Japanese, and somebody typing', query: { show: 'app', with: 'haruka' } },
      { id: 'thread-expired', title: 'The older ones have expired', query: { show: 'app', with: 'noa' } },
      { id: 'thread-blocked', title: 'Blocked', query: { show: 'app', with: 'oskar' } },
      { id: 'thread-unreachable', title: 'Cannot be written to', query: { show: 'app', with: 'clara' } },
      { id: 'thread-suspended', title: 'Suspended', query: { ...jonas, suspended: '' } },
      { id: 'thread-note', title: 'Note to self', query: { show: 'app', with: 'note' } },
      { id: 'thread-office', title: 'The store writes', query: { show: 'app', with: 'ruth', edition: 'bookstore' } },
      { id: 'thread-missing', title: 'Not here', query: { show: 'app', with: 'nobody' } },
      {
        id: 'thread-details',
        title: 'Details',
        query: jonas,
        steps: [{ press: 'Conversation options' }, { press: 'Details' }, { wait: 'dialog' }],
      },
      {
        id: 'thread-block',
        title: 'Before blocking',
        query: jonas,
        steps: [{ press: 'Conversation options' }, { press: 'Block' }],
      },
    ],
  },
  {
    title: 'What becomes of a message',
    states: [
      { id: 'life', title: 'Reactions, marks, polls, a timer', query: lena },
      { id: 'life-menu', title: 'Menu of an own message', query: lena, steps: [{ menu: GOODBYE }] },
      { id: 'life-menu-theirs', title: 'Menu of another’s', query: lena, steps: [{ menu: WALK }] },
      {
        id: 'life-off',
        title: 'Much switched off',
        query: { ...lena, off: 'reactions,editing,forwarding,starring,polls,disappearing' },
        steps: [{ menu: GOODBYE }],
      },
      { id: 'life-react', title: 'The quick row', query: lena, steps: [{ react: WALK }] },
      {
        id: 'life-picker',
        title: 'Any emoji',
        query: lena,
        steps: [{ react: WALK }, { press: 'More reactions' }, { wait: '.ntr-emoji__cell' }],
      },
      {
        id: 'life-who',
        title: 'Who reacted',
        query: lena,
        steps: [{ menu: GOODBYE }, { press: 'Reactions…' }, { wait: 'dialog' }, { see: 'Take back' }],
      },
      {
        id: 'life-who-emoji',
        title: 'Who reacted with one',
        query: lena,
        steps: [{ menu: GOODBYE }, { press: 'Reactions…' }, { wait: 'dialog' }, { see: 'Take back' }, { press: '❤️' }],
      },
      {
        id: 'life-who-failed',
        title: 'Who reacted, without a server',
        query: { ...lena, away: '' },
        steps: [{ menu: GOODBYE }, { press: 'Reactions…' }, { wait: 'dialog' }, { see: 'Try again' }],
      },
      { id: 'life-edit', title: 'Editing', query: lena, steps: [{ menu: GOODBYE }, { press: 'Edit' }] },
      {
        id: 'life-history',
        title: 'Earlier versions',
        query: lena,
        steps: [{ menu: PASS_ON }, { press: 'Edits…' }, { wait: 'dialog' }, { see: 'As it was sent' }],
      },
      {
        id: 'life-forward',
        title: 'Forwarding',
        query: lena,
        steps: [{ menu: WALK }, { press: 'Forward…' }, { wait: 'dialog' }, { press: 'Amara' }, { press: 'Priya' }],
      },
      {
        id: 'life-forward-none',
        title: 'Forwarding: nobody found',
        query: lena,
        steps: [
          { menu: WALK },
          { press: 'Forward…' },
          { wait: 'dialog' },
          { type: ['Search people', 'zzz'] },
          { see: 'Nobody by that name' },
        ],
      },
      {
        id: 'life-forward-limit',
        title: 'Forwarding: too often',
        query: lena,
        steps: [
          { menu: WALK },
          { press: 'Forward…' },
          { wait: 'dialog' },
          { press: 'Amara' },
          { press: 'Priya' },
          { press: 'Tom' },
          { press: 'Inês' },
          { press: 'Forward to 4' },
          { see: '3 more' },
        ],
      },
      {
        id: 'life-forward-partly',
        title: 'Forwarding: not everybody',
        query: lena,
        steps: [
          { menu: WALK },
          { press: 'Forward…' },
          { wait: 'dialog' },
          { press: 'Amara' },
          { press: 'Jonas' },
          { press: 'Forward to 2' },
          { see: 'Not everybody' },
        ],
      },
      {
        id: 'life-starred',
        title: 'Starred messages',
        query: { show: 'app' },
        steps: [{ press: 'Starred messages' }, { see: 'Lena' }],
      },
      {
        id: 'life-starred-none',
        title: 'No stars',
        query: jonas,
        steps: [
          { press: 'Conversation options' },
          { press: 'Details' },
          { wait: 'dialog' },
          { press: 'Starred messages' },
          { see: 'No stars yet' },
        ],
      },
      {
        id: 'life-starred-failed',
        title: 'Stars without a server',
        query: { show: 'app', away: '' },
        steps: [{ press: 'Starred messages' }, { see: 'Your stars did not load' }],
      },
      {
        id: 'life-poll-new',
        title: 'A new poll',
        query: lena,
        steps: [
          { press: 'Add to the message' },
          { press: 'Poll' },
          { type: ['Question', 'Who brings the coffee?'] },
          { type: ['Answer 1', 'I do'] },
          { type: ['Answer 2', 'The others'] },
        ],
      },
      {
        id: 'life-poll-fault',
        title: 'A poll that lacks something',
        query: lena,
        steps: [
          { press: 'Add to the message' },
          { press: 'Poll' },
          { press: 'Send poll' },
          { see: 'needs a question' },
        ],
      },
      { id: 'life-poll-votes', title: 'Who voted', query: lena, steps: [{ press: 'Show votes' }, { see: 'Saturday' }] },
      {
        id: 'life-poll-close',
        title: 'Before a poll is closed',
        query: lena,
        steps: [{ press: 'Close poll' }, { see: 'Nobody can vote' }],
      },
      {
        id: 'life-timer',
        title: 'How long messages stay',
        query: lena,
        steps: [
          { press: 'Conversation options' },
          { press: 'Details' },
          { wait: 'dialog' },
          { see: 'Disappearing messages' },
        ],
      },
      {
        id: 'life-timer-custom',
        title: 'Any time',
        query: lena,
        steps: [{ press: 'Conversation options' }, { press: 'Details' }, { wait: 'dialog' }, { press: 'Other…' }],
      },
      {
        id: 'life-details',
        title: 'About a message',
        query: lena,
        steps: [{ menu: GOODBYE }, { press: 'Details' }, { wait: 'dialog' }, { see: 'Disappears' }],
      },
      {
        id: 'life-delete',
        title: 'Before deleting for everyone',
        query: lena,
        steps: [{ menu: GOODBYE }, { press: 'Delete for everyone' }, { see: 'You can still do this' }],
      },
      {
        id: 'life-deleted',
        title: 'Deleted, with the way back',
        query: lena,
        steps: [{ menu: WALK }, { press: 'Delete for me' }, { see: 'Undo' }],
      },
      { id: 'life-report', title: 'Reporting', query: lena, steps: [{ menu: WALK }, { press: 'Report' }] },
      { id: 'life-suspended', title: 'Seen by one who may not write', query: { ...lena, suspended: '' } },
    ],
  },
  {
    title: 'Message box',
    states: [
      { id: 'composer-emoji', title: 'Emoji', query: jonas, steps: [{ press: 'Emoji' }, { wait: '.ntr-emoji__cell' }] },
      {
        id: 'composer-format',
        title: 'Formatting',
        query: jonas,
        steps: [{ tool: 'Formatting' }, { type: ['Message to', 'Bring *everything*, and _soon_'] }],
      },
      {
        id: 'composer-reply',
        title: 'Replying',
        query: jonas,
        steps: [{ menu: 'I think that settles it' }, { press: 'Reply' }],
      },
      { id: 'composer-mention', title: 'Naming somebody', query: jonas, steps: [{ type: ['Message to', '@Jo'] }] },
      { id: 'composer-over', title: 'Too long', query: jonas, steps: [{ type: ['Message to', 'word '.repeat(204)] }] },
    ],
  },
  {
    title: 'Writing to someone new',
    states: [
      { id: 'new', title: 'People', query: { show: 'new' } },
      {
        id: 'new-nobody',
        title: 'Nobody found',
        query: { show: 'new' },
        steps: [{ type: ['Search people', 'zzz'] }, { see: 'Nobody by that name' }],
      },
      { id: 'new-fresh', title: 'The first message', query: { show: 'new', with: 'sana' } },
    ],
  },
  {
    title: 'Settings and keys',
    states: [
      {
        id: 'settings',
        title: 'Settings',
        query: { show: 'app' },
        steps: [{ press: 'Settings' }, { see: 'Read receipts' }],
      },
      {
        id: 'settings-blocked',
        title: 'Blocked people',
        query: { show: 'app' },
        steps: [{ press: 'Settings' }, { press: 'Show' }, { see: 'Unblock' }],
      },
      {
        id: 'settings-keys',
        title: 'Shortcuts',
        query: { show: 'app' },
        steps: [{ press: 'Settings' }, { at: '.ntr-setting--keys button' }],
      },
    ],
  },
  {
    title: 'The staff’s pages',
    states: [
      { id: 'staff-reports', title: 'Reports', query: { show: 'staff', edition: 'bookstore' } },
      { id: 'staff-status', title: 'Status', query: { show: 'staff', tab: 'status', edition: 'bookstore' } },
      { id: 'staff-words', title: 'Words', query: { show: 'staff', tab: 'words', edition: 'bookstore' } },
      {
        id: 'staff-suspensions',
        title: 'Suspensions',
        query: { show: 'staff', tab: 'suspensions', edition: 'bookstore' },
      },
      { id: 'staff-record', title: 'Record', query: { show: 'staff', tab: 'record', edition: 'bookstore' } },
      { id: 'staff-empty', title: 'Nothing to do', query: { show: 'staff', empty: '', edition: 'bookstore' } },
      { id: 'staff-failed', title: 'Without a server', query: { show: 'staff', fails: '', edition: 'bookstore' } },
    ],
  },
];

export const STATES: readonly GalleryState[] = GALLERY.flatMap(({ states }) => states);
