import type { Talk } from '../talk.ts';

/** When something is swallowed, scratched, late or scaly. */
export const VETS: readonly Talk[] = [
  {
    between: ['maya', 'priya'],
    view: { maya: { isPinned: true } },
    script: `
      # 17d 21:47
      m: Priya I'm so sorry, it's late. Biscuit ate a sock
      p: Whole or pieces?
      m: Whole. Ankle sock. The one with avocados
      p: When?
      m: Twenty minutes ago. He looks proud
      p: Good, twenty minutes is good. Is he breathing normally, belly soft, not retching?
      m: Yes, yes, and no. He's asking for the other sock
      p: Come in now, ring the night bell. We'll see if he'll give it back the way it went in. Don't feed him anything on the way
      m: Leaving

      # 16d 00:12
      p: For the file: one sock, avocado, intact. Patient insulted but well. Small meals tomorrow, rice and chicken
      m: I owe you a cake. I owe you a bakery
      p: You owe me the matching sock, I've grown fond of the pattern

      # 6d 18:30
      p: He's due for his booster this month, by the way. Any afternoon after three
      m: Thursday at four?
      p: Thursday at four. Bring cheese, not liver. The liver makes the waiting room emotional

      # now-2h
      m: Home! He was very brave until the door opened. Then he was a trumpet
      p: He was a good boy. The trumpet is on his chart since puppyhood 🎺
      p: Sore shoulder tonight is normal. Ring if he's flat tomorrow
      m: Thank you. Truly
    `,
  },
  {
    between: ['wren', 'maya'],
    view: { maya: { isArchived: true } },
    script: `
      # 27d 15:02
      w: hey sorry this is random, do you know a vet who does geckos? Priya's out till monday
      m: Dr. Amsel by the station does reptiles! What's wrong with Pickle?
      w: she won't eat and she's a weird colour. well. she's always a weird colour. but sadder
      m: Ring them, say I sent you. And keep her warm

      # 27d 19:44
      w: she was shedding!!! that's it!! she was just taking her pyjamas off
      m: OH thank goodness
      w: the vet was so nice. didn't even charge me. said geckos get moody about it and same honestly
      m: Give Pickle my love, in the new pyjamas
      w: 💚🦎
    `,
  },
  {
    between: ['kofi', 'maya'],
    view: { kofi: { unread: 1, undelivered: 1 } },
    script: `
      # 20d 09:30
      k: Morning Maya. The Yellow Van is in your part of town on the 14th. Biscuit for a wash and a tidy?
      m: He rolled in something last night that I will not describe. The 14th is very far away
      k: Say no more. I can be there at five today. I'll bring the strong shampoo and a peg for my nose
      m: You are a saint with a hose

      # 20d 18:50
      m: He smells of coconut. He is disgusted. I'm thrilled
      k: Give him two days. He will find a puddle with character

      # 3d 12:10
      m: Kofi, could you give Ruth and Mabel a ride on Thursday? The bus won't take Mabel without a carrier and Mabel won't take the carrier
      k: With pleasure. Mabel rides in front, that's understood?
      m: Mabel would accept nothing less
      k: Tell Ruth half past two. I'll knock, I know the bell is broken
      m: She says thank you and that there'll be poppy-seed cake in it for you

      # now-18m
      m: Last thing: she'd like the short cut this time, "like a girl of ten". Mabel, not Ruth
    `,
  },
  {
    between: ['anjali', 'priya'],
    script: `
      # 3d 20:05
      a: Priya, she's home. Miso is HOME. Can you look at her tomorrow?
      p: Anjali!!! Yes. First thing. How does she look?
      a: Thin. A scratch on her ear. She ate a whole tin and is asleep on my neck
      p: A little food, often, not all at once. I know it's hard. 8:15, come to the side door
      a: I've been crying since six

      # 2d 10:40
      p: Bloods are fine. Half a kilo to put back on, and the ear is only a scratch. She's a tough little noodle
      a: Soup. She's a tough little soup
      p: I'll write that on the chart
    `,
  },
];
