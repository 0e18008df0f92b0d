import type { Desk } from './desk.ts';
import type { Person } from './people.ts';
import type { Stage } from './world.ts';

/** Somebody with a full inbox: unread, answered, drafts, another script, a long text, links. */
export interface Village {
  readonly me: Person;
  readonly friend: Person;
  readonly stranger: Person;
}

export async function settleVillage(stage: Stage): Promise<Village> {
  const [me, friend, maya, noor, kenji, theo, stranger] = await stage.cast(
    'Ada',
    'Ben',
    'Maya',
    'Noor',
    'Kenji',
    'Theodore Maximilian',
    'Zoe',
  );
  await stage.talk(me, maya, [
    [maya, 'Did the parcel arrive?'],
    [me, 'It did, thank you!'],
  ]);
  await stage.talk(me, noor, [[noor, 'صباح الخير! هل نلتقي اليوم؟']]);
  await stage.talk(me, kenji, [[kenji, '散歩に行きませんか。公園はいま静かです。']]);
  await stage.talk(me, theo, [
    [theo, 'I wrote it all down for you, with every single detail, because otherwise nobody will ever remember it'],
    [theo, 'One'],
    [theo, 'Two'],
  ]);
  await stage.talk(me, friend, [
    [friend, 'Morning! Are we still on for the lake?'],
    [me, 'Yes. I bring the blanket and the thermos.'],
    [me, 'And something for the dogs'],
    [friend, 'Perfect 🐕'],
    [
      friend,
      'The way there, because the sign at the crossing is gone: past the mill, left at the two oaks, then always along the water until the path ends. It takes twenty minutes with Pepper and an hour without, since then I stop at every bench.',
    ],
    [friend, 'Map: https://maps.example.org/lake?from=mill&to=pier'],
    [me, 'See you at ten'],
    [friend, '👍'],
  ]);
  return { me, friend, stranger };
}

/** Pages and states worth a look, each by the way a person takes to it. */
export const STATES: Readonly<Record<string, (desk: Desk, village: Village) => Promise<void>>> = {
  inbox: async (desk, { friend }) => {
    await desk.row(friend).waitFor();
  },
  thread: async (desk, { friend }) => {
    await desk.open(friend);
    await desk.message('See you at ten').waitFor();
    await desk.composer.fill('On my way, with a text that is long enough for a second line on a small telephone');
  },
  menu: async (desk) => {
    await desk.message('See you at ten').locator('.ntr-message__bubble').click({ button: 'right' });
    await desk.page.getByRole('menu').waitFor();
  },
  new: async (desk) => {
    await desk.page.keyboard.press('Escape');
    await desk.page.goto(new URL('/messages/new', desk.page.url()).href);
    await desk.page.getByRole('option').first().waitFor();
  },
  fresh: async (desk, { stranger }) => {
    await desk.page.getByRole('combobox', { name: 'Search people' }).fill(stranger.name);
    await desk.page.getByRole('option', { name: stranger.name }).click();
    await desk.composer.waitFor();
  },
  nobody: async (desk) => {
    await desk.page.goto(new URL('/messages/new', desk.page.url()).href);
    await desk.page.getByRole('combobox', { name: 'Search people' }).fill('Nobody at all');
    await desk.page.getByText('Nobody by that name').waitFor();
  },
  settings: async (desk) => {
    await desk.page.goto(new URL('/messages', desk.page.url()).href);
    await desk.page.getByRole('button', { name: 'Settings' }).click();
    await desk.page.getByRole('switch', { name: 'Read receipts' }).waitFor();
  },
  missing: async (desk) => {
    await desk.page.goto(new URL('/messages/0190a000-0000-7000-8000-000000000000', desk.page.url()).href);
    await desk.page.getByText('This conversation is not here').waitFor();
  },
};
