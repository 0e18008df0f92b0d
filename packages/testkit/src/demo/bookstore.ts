import type { Talk } from './talk.ts';

/**
 * A bookshop: the club, the orders, the shifts. What members said long ago is about to expire or has expired (a Free member's after
 * 30 days, a Privileged one's after 180, a Privileged Plus one's after 365); only those who may have begun a conversation.
 */
export const BOOKSTORE: readonly Talk[] = [
  {
    between: ['lena', 'maya'],
    view: { maya: { isPinned: true, unread: 2 } },
    script: `
      # 15d 08:10
      l: The boiler in the back room is making the noise again
      m: Good noise or bad noise?
      l: It is playing something. I think it's a waltz
      + m 😮
      m: I'll ring the man. Keep the **poetry** away from the pipe
      # 6d 19:20
      m: Till is done, 41 euros over. I've counted three times
      l: That will be Ruth. She rounds up and denies it
      # 1d 12:00
      m: Book club wants forty chairs on Thursday. We own twenty-six and a ladder
      l: Yusuf has benches. Ask nicely and order extra tea
      # now-26m
      l: The new window is up. A child has been standing in front of it since nine
      l: I think we got this one right
    `,
  },
  {
    between: ['maya', 'grace'],
    script: `
      # 184d 20:15
      g: If nobody stops me I shall read the appendix aloud
      m: Nobody will stop you. Nobody ever has
      # 179d 21:00
      g: They stopped me. It was Owen, with a map
      # 9d 20:00
      m: Next month's club book: vote is tied between the lighthouse one and the one with the bees
      g: Bees. The lighthouse one is 600 pages and nothing turns on until page 400
      m: @Grace you voted for the lighthouse
      g: I've read it since
      # 2d 18:45
      g: Finished the bees. I have eleven pages of notes and a new opinion on queens
      ~ Finished the bees. I have ten pages of notes and a new opinion on queens
      + m 👏
      * m
      m: Save it for Thursday!
      g: I'm bringing a diagram
    `,
  },
  {
    between: ['maya', 'tomas'],
    view: { tomas: { unread: 1 } },
    script: `
      # 5d 17:30
      t: Can I swap Saturday for Sunday? My sister arrives with three children and a drum
      m: Ask Wren, they wanted a free Sunday
      t: Wren says yes, in exchange for the last cinnamon bun, for ever
      m: Harsh but legal
      # now-2h
      m: Two boxes for you in the hall, they're the atlases, please lift with your knees this time
    `,
  },
  {
    between: ['ruth', 'maya'],
    script: `
      # 364d 16:20
      r: Dear Maya, a year is not so long. I have library fines that are older.
      # 11d 15:00
      r: Dear Maya, the novel you recommended kept me up until two. I am eighty-one. This is irresponsible of you.
      m: Did you like the ending?
      r: I did not. I have begun it again to see where it went wrong.
      # 3d 16:10
      m: Your order has come, the letters in two volumes. I've put them under the counter with your name and a biscuit
      r: I shall call for the biscuit at eleven.
    `,
  },
  {
    between: ['priya', 'maya'],
    view: { maya: { draft: 'We could put the true-crime table next to the cook books and see who' } },
    script: `
      # 4d 13:20
      p: Crime table suggestion: sort by who did it. Butler, spouse, narrator, weather
      m: That spoils every single one of them
      p: It saves so much time
    `,
  },
  {
    between: ['noor', 'maya'],
    view: { maya: { unread: 1 } },
    script: `
      # 6d 18:00
      n: مساء الخير! هل وصلت الطبعة الجديدة من الديوان؟
      m: وصلت اليوم! نسختان، واحدة محجوزة لكِ
      n: رائع. احجزي الثانية أيضًا، أختي ستسرق الأولى.
      # now-1h
      n: سأمرّ غدًا بعد العمل. وسأحضر القهوة بالهيل لكل من في المحل.
    `,
  },
  {
    between: ['maya', 'haruka'],
    script: `
      # 29d 18:00
      m: 絵本の棚、お願いできますか？
      h: はい！くまから始めますね🐻
      # 8d 11:30
      h: 絵本の棚、並べ替えました。くまの本だけで二段になりました🐻
      m: くまは人気ですね！
      h: 子どもたちが、くまの本を一冊ずつ「おやすみ」と言って戻してくれるんです。
    `,
  },
  {
    between: ['ines', 'maya'],
    view: { maya: { isArchived: true } },
    script: `
      # 25d 10:00
      i: I owe you three books and you owe me four. Shall we call it one?
      m: You have my copy of the whale one since 2019
      i: It's a long whale
    `,
  },
  {
    between: ['lena', 'wren'],
    script: `
      # 33d 19:30
      l: Who has drawn a dragon on the returns box
      w: it was returned like that
      # 29d 20:40
      w: the dragon now has a library card. it has opinions about the good lamp
      # 7d 14:00
      w: can the manga shelf have the good lamp
      l: It can have it Thursday to Saturday. You are the only one who dusts
      w: best boss. also somebody asked for a refund on a book because it was sad
      l: And?
      w: i gave them a tissue and they bought the sequel
    `,
  },
  {
    between: ['priya', 'owen'],
    view: { owen: { unread: 1 }, priya: { isPinned: true } },
    script: `
      # 34d 17:10
      o: I have walked the route from chapter nine. The alibi fails at the canal
      p: You WALKED it?
      o: In the rain, as he would have
      # 29d 19:00
      o: The footbridge has been closed since the nineties. I have a postcard of it
      # 2d 18:30
      p: Crime after Dark reads the canal one next. You are bringing the map
      o: I am bringing three
      # now-4h
      p: Bring the postcard, too. It is evidence
    `,
  },
];
