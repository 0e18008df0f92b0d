import type { ShopMember } from '../shop-data.ts';

type Line = readonly [
  id: string,
  name: string,
  tier: ShopMember['tier'],
  clubs: string,
  since: string,
  locale: string,
  timeZone: string,
  about: string,
];

const OFFICES: Readonly<Record<string, ShopMember['office']>> = { lena: 'owner', maya: 'manager' };
const CLUBS: Readonly<Record<string, readonly string[]>> = {
  both: ['tuesday-table', 'crime-after-dark'],
  fiction: ['tuesday-table'],
  crime: ['crime-after-dark'],
  harbour: ['harbour-readers'],
  none: [],
};

// biome-ignore format: a table is read by its columns.
const LINES: readonly Line[] = [
  ['maya', 'Maya Lindqvist', 'privileged_plus', 'both', '2019-02-11', 'en', 'Europe/Stockholm', 'Keeps the back room, the book club and the good biscuits.'],
  ['lena', 'Lena Vogt', 'privileged_plus', 'fiction', '2016-05-02', 'de', 'Europe/Berlin', 'Owns the shop. Still surprised by that every morning.'],
  ['ines', 'Inês Carvalho', 'privileged', 'fiction', '2019-09-30', 'en', 'Europe/Lisbon', 'Orders two copies of everything and lends out the third.'],
  ['ruth', 'Ruth Abramson', 'privileged_plus', 'both', '2016-06-20', 'en', 'America/New_York', 'Has read it. Will tell you whether you should.'],
  ['priya', 'Priya Raman', 'privileged', 'crime', '2021-01-08', 'en', 'Asia/Kolkata', 'Crime shelf. Knows who did it by chapter four.'],
  ['grace', 'Grace Tan', 'privileged', 'both', '2020-11-17', 'en', 'Asia/Singapore', 'Book club, front row, pencil behind the ear.'],
  ['noor', 'نور حدّاد', 'privileged', 'fiction', '2022-03-14', 'ar', 'Asia/Amman', 'أقرأ الروايات ليلًا وأبيعها نهارًا.'],
  ['haruka', '森田 晴香', 'free', 'fiction', '2023-04-03', 'ja', 'Asia/Tokyo', '絵本の棚を担当しています。'],
  ['tomas', 'Tomás Herrera', 'free', 'fiction', '2022-08-27', 'en', 'America/Santiago', 'Saturday shifts, poetry shelf, carries the heavy boxes.'],
  ['owen', 'Owen Pritchard', 'free', 'crime', '2018-10-05', 'en', 'Europe/London', 'Reads maps as if they were novels. Sends postcards.'],
  ['aino', 'Aino Korhonen', 'free', 'fiction', '2023-12-01', 'fi', 'Europe/Helsinki', 'Reads only in winter. Winter is long.'],
  ['yusuf', 'Yusuf Demir', 'free', 'both', '2021-06-12', 'tr', 'Europe/Istanbul', 'Brings the tea. Stays for the history shelf.'],
  ['mei', 'Mei-Ling Chou', 'free', 'fiction', '2024-01-22', 'zh-TW', 'Asia/Taipei', 'Translates on Mondays, reads the rest of the week.'],
  ['anjali', 'Anjali Perera', 'free', 'crime', '2024-02-09', 'en', 'Asia/Colombo', 'Cook books, stains included.'],
  ['zoe', 'Zoë Marchetti', 'free', 'fiction', '2022-05-19', 'it', 'Europe/Rome', 'Illustrated books, and the glue to mend them.'],
  ['wren', 'Wren Sutherland', 'free', 'crime', '2023-07-01', 'en', 'Europe/London', 'Manga shelf, Thursday to Saturday. They/them.'],
  ['kofi', 'Kofi Mensah', 'privileged', 'harbour', '2024-04-28', 'en', 'Africa/Accra', 'From the shop by the harbour. Comes for the atlases.'],
  ['sam', 'Sam Whitehorse', 'free', 'none', '2024-06-15', 'en', 'America/Denver', 'Came in out of the rain, left with three books.'],
];

/** Everybody the shop knows at first: members of each tier, a manager, an owner, a guest of another store's club, and one of none. */
export function seedMembers(): ShopMember[] {
  return LINES.map(([id, name, tier, clubs, since, locale, timeZone, about]) => ({
    id,
    name,
    tier,
    about,
    locale,
    timeZone,
    face: `/faces/${id}.svg`,
    office: OFFICES[id] ?? null,
    clubs: [...(CLUBS[clubs] ?? [])],
    since: `${since}T09:00:00.000Z`,
  }));
}
