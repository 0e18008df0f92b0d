import type { Person } from '@natter/protocol';

/** The moment the gallery is set in: pictures of it are the same on any day. */
export const GALLERY_NOW = Date.parse('2026-05-14T15:42:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const ME: Person = { userId: 'u-maya', displayName: 'Maya Lindqvist', avatarUrl: null };

const person = (userId: string, displayName: string, office: Person['office'] = null): Person => ({
  userId,
  displayName,
  avatarUrl: null,
  office,
});

export const PEOPLE = {
  jonas: person('u-jonas', 'Jonas Weber'),
  amara: person('u-amara', 'Amara Okafor'),
  layla: person('u-layla', 'ليلى حداد'),
  haruka: person('u-haruka', '佐藤 遥'),
  tom: person('u-tom', 'Tom Ferreira'),
  ines: person('u-ines', 'Inês Carvalho'),
  priya: person('u-priya', 'Priya Raman'),
  oskar: person('u-oskar', 'Oskar'),
  noa: person('u-noa', 'Noa Ben-David'),
  clara: person('u-clara', 'Clara Montgomery-Featherstonehaugh', 'manager'),
  bea: person('u-bea', 'Beatriz Lima'),
  mikko: person('u-mikko', 'Mikko Lahtinen'),
  sana: person('u-sana', 'Sana Malik'),
  lena: person('u-lena', 'Lena Hartmann'),
  ruth: person('u-ruth', 'Ruth Adeyemi', 'owner'),
} as const;

export type PersonKey = keyof typeof PEOPLE;

/** One line of a conversation: `me` or `them`, how many minutes before now, what. */
export type Line = readonly [who: 'me' | 'them', minutesAgo: number, text: string];

const day = (days: number, hours = 0, minutes = 0) => days * 1440 + hours * 60 + minutes;

export const JONAS: readonly Line[] = [
  ['them', day(2, 5, 20), 'Is the cream-coloured one still looking for a home? We met her at the shelter on Saturday.'],
  ['them', day(2, 5, 19), 'Her name was Biscuit I think'],
  ['me', day(2, 4, 58), 'Yes! Biscuit is still here. She is three, good with children, terrified of umbrellas.'],
  ['me', day(2, 4, 57), 'Her page has more photos: https://pawsandpaths.example/dogs/biscuit'],
  ['them', day(2, 4, 31), 'Umbrellas. Noted. We live in Hamburg, so that will be interesting.'],
  ['me', day(2, 4, 30), 'She also dislikes the vacuum cleaner, but honestly who doesn’t'],
  [
    'them',
    day(1, 6, 12),
    'We talked it over last night and we would love to come by and walk her once more before deciding. Would Thursday afternoon work for you? I can be there from four, and my daughter would come along after school.',
  ],
  ['me', day(1, 5, 40), 'Thursday is perfect. Come to the side entrance, the front one is locked after three.'],
  ['me', day(1, 5, 39), 'And bring something that smells of you, an old T-shirt or so. It helps her remember.'],
  ['them', day(1, 5, 2), 'Lovely idea. Will do.'],
  ['them', 96, 'We are on our way, about twenty minutes'],
  ['me', 94, 'Wonderful, she has been brushed for the occasion'],
  ['them', 41, 'She fell asleep on my daughter’s shoes.'],
  ['them', 40, 'I think that settles it.'],
  ['me', 38, 'It does. I have never seen her do that with anyone.'],
  ['me', 37, 'I’ll prepare the papers and write to you tonight about the home visit.'],
  ['them', 12, 'Thank you for everything, really. Lotte is already drawing a bed with a roof “against umbrellas”.'],
];

export const AMARA: readonly Line[] = [
  ['them', day(3, 2), 'Hi Maya, are you organising the lake walk again this year?'],
  ['me', day(3, 1, 40), 'I am! Sunday the 24th, nine o’clock, north car park.'],
  ['them', day(3, 1, 38), 'Count us in. Two dogs, one grumpy husband.'],
  ['me', day(1, 3), 'Perfect. I put you on the list with @Priya Raman, she has the same car problem.'],
  ['them', 205, 'Could you send me the route again?'],
  ['them', 204, 'I had it on the old phone'],
  ['them', 26, 'Never mind, found it! 8.2 km, right?'],
  [
    'them',
    25,
    'And is there a place to stop for coffee half-way? My husband asks. He will not walk further than a café.',
  ],
  ['them', 24, 'He says he is joking. He is not.'],
];

export const LAYLA: readonly Line[] = [
  ['them', day(1, 8), 'مرحبا مايا! شكراً لكِ على مساعدتك أمس مع القطة الصغيرة.'],
  ['me', day(1, 7, 50), 'أهلاً ليلى! كيف حالها اليوم؟'],
  ['them', day(1, 7, 44), 'أكلت قليلاً ونامت طوال الليل. الطبيبة Dr. Weiss قالت إن كل شيء على ما يرام.'],
  ['me', day(1, 7, 40), 'That is such good news 🎉'],
  ['them', 182, 'نفكر أن نسميها «مشمش». ما رأيك؟'],
  ['me', 180, 'مشمش! It means apricot, doesn’t it? It suits her perfectly.'],
  ['them', 178, 'بالضبط 🧡'],
];

export const HARUKA: readonly Line[] = [
  ['them', day(4, 3), 'はじめまして。柴犬の散歩会のことでメッセージしました。'],
  ['me', day(4, 2, 30), 'はじめまして！毎週日曜日の朝、公園の北口に集まっています。'],
  [
    'them',
    day(4, 2, 10),
    'ありがとうございます。初心者でも大丈夫でしょうか。うちの子は少し怖がりなので、最初は少し離れて歩かせてもらえると助かります。',
  ],
  ['me', day(4, 1, 55), 'もちろん大丈夫です。ゆっくり慣れていきましょう。'],
  ['them', day(2, 1), '今週の日曜日、参加します！'],
];

export const TOM: readonly Line[] = [
  ['them', day(2, 9), 'Did the vet get back to you about the vaccination papers?'],
  ['me', day(2, 8, 30), 'Not yet, I’ll ring them tomorrow.'],
  ['me', day(1, 2), 'They did. All three are up to date, I’ll send you the scans.'],
];

export const OTHERS: ReadonlyArray<readonly [PersonKey, readonly Line[]]> = [
  ['ines', [['them', day(1, 1, 10), 'The photos from Saturday are up. You look like you are being towed.']]],
  [
    'priya',
    [
      ['me', day(2, 3), 'Shall we share a car on the 24th?'],
      ['them', day(2, 2, 20), 'Yes please! I can drive if you navigate.'],
    ],
  ],
  ['oskar', [['them', day(5, 2), 'ok']]],
  ['noa', [['them', day(6, 4), 'תודה רבה על העזרה! נדבר ביום ראשון.']]],
  [
    'clara',
    [
      ['me', day(12), 'It was lovely to meet you and the three hounds.'],
      ['them', day(11, 20), 'The pleasure was ours. Do come to the country in June, the hounds insist.'],
    ],
  ],
  [
    'ruth',
    [
      ['them', day(3, 4), 'A note from the shop: the reading group moves to the upper room from Thursday on.'],
      ['them', day(3, 3, 59), 'The stairs have been mended.'],
      ['me', day(3, 2), 'Good to know, thank you!'],
    ],
  ],
  ['bea', [['them', day(190), 'Obrigada por tudo, boa sorte com a mudança!']]],
];

const TALK = [
  'How was the walk?',
  'Long. He found every single puddle between here and the mill.',
  'Ha. Ours will not step on wet grass.',
  'Did you try the new path behind the school?',
  'Not yet, is it lit in the evening?',
  'Mostly. The last hundred metres are dark, but it is straight.',
  'Then tomorrow at six?',
  'Six is good. I bring the long lead.',
  'He pulled me into a hedge today. A whole hedge.',
  'There are no small hedges in this town.',
  'I ordered the harness you recommended, the one with the front ring, and it made a difference from the very first day. He still pulls towards squirrels, but now he turns round and looks at me as if I had done something unfair.',
  'That is the look.',
  'See you Sunday',
  'See you!',
] as const;

/** A long conversation: `count` messages over some weeks, in bursts, the same on every call. */
export function longTalk(count: number): Line[] {
  const lines: Line[] = [];
  let ago = day(1, 4);
  for (let index = count - 1; index >= 0; index -= 1) {
    const text = TALK[(index * 7) % TALK.length] ?? 'Yes';
    lines.unshift([index % 3 === 0 ? 'me' : 'them', ago, text]);
    ago += index % 9 === 0 ? 640 : (index % 4) + 1;
  }
  return lines;
}
