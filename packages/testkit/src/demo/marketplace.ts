import type { Talk } from './talk.ts';

/** A campus: lamps, textbooks, bicycles, and the stairs they have to be carried down. */
export const MARKETPLACE: readonly Talk[] = [
  {
    between: ['jamal', 'maya'],
    view: { maya: { isPinned: true, unread: 2 } },
    script: `
      # 3d 16:05
      j: Hi! Is the desk lamp still available? The green one with the bent neck
      m: It is. The neck is meant to be bent, it's very 1970s
      j: Does it hum? My last one hummed in B flat
      m: Silent as a library. You can come and listen
      # 2d 12:20
      j: would you take 12?
      m: 15 and I throw in the bulb and a story about where it comes from
      + j 👍
      j: deal. I like stories
      # now-22m
      j: I'm at Hall B with 15 in coins and a tote bag
      j: which of the four identical doors is yours
    `,
  },
  {
    between: ['maya', 'ben'],
    view: { ben: { unread: 1 } },
    script: `
      # 8d 10:10
      m: Is the blue city bike still there? And how tall is "medium"?
      b: It's here! Medium is 1.65 to 1.78, or taller if you like the look of a circus
      m: 1.70, no circus
      b: New chain, new brakes, one honest scratch. 90, helmet included
      # 7d 17:40
      m: It rides like a cloud. A cloud with a bell
      b: The bell is from 1983. Treat her well
      # now-3h
      m: The left pedal clicks when I go uphill. Is that the honest scratch?
    `,
  },
  {
    between: ['grace', 'maya'],
    script: `
      # 12d 19:00
      g: Do you have Structures I, second edition? I'm collecting for my cousin
      m: First edition, with my notes. The notes are better than the book
      g: Do the notes include the exam?
      m: They include the exam, my despair and a lasagne recipe
      + g 😂
      * g
      g: Sold
    `,
  },
  {
    between: ['kofi', 'maya'],
    script: `
      # 5d 09:00
      m: Kofi, are you and the van free on the 28th? One wardrobe, one drafting table, third floor, no lift
      k: For you: fuel, lunch, and you take the heavy end
      m: I'll take the end with the drawers
      k: That IS the heavy end
    `,
  },
  {
    between: ['priya', 'maya'],
    view: { maya: { isMuted: true } },
    script: `
      # 14d 20:30
      p: Anatomy set, three volumes, coffee on the spleen. 40 for all?
      m: I'm an architect, Priya
      p: People are buildings
    `,
  },
  {
    between: ['haruka', 'ben'],
    script: `
      # 4d 11:00
      h: Hello! I am looking for a bicycle for three months. I am 158 cm.
      b: Then I have exactly one, she's red and called Tomate. 60, and I buy her back for 45
      h: トマト！かわいい名前です。I will take her 🍅
    `,
  },
  {
    between: ['noor', 'maya'],
    view: { maya: { unread: 1 } },
    script: `
      # 2d 18:30
      n: مرحبًا، هل ما زالت طاولة الرسم معروضة؟
      m: نعم! لكنها ثقيلة جدًا
      # now-47m
      n: عندي أخوان قويان. متى يناسبك أن نمرّ؟
    `,
  },
  {
    between: ['zoe', 'maya'],
    view: { maya: { draft: 'I could do 35 if you keep the cushion' } },
    script: `
      # 1d 15:00
      z: The chair in your listing. The proportions are wrong in a way I find very moving
      m: It's a chair from the street, Zoë
      z: I'll give you 30 and redraw it for you
    `,
  },
  {
    between: ['wren', 'mei'],
    script: `
      # 6d 13:15
      w: hi do you sew covers for terrariums? so the light doesn't wake her
      me: I have sewn for a cello, a kayak and a tortoise. Send me the measurements
      w: 60 x 45 x 45 and she likes stars
    `,
  },
];
