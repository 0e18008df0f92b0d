import type { Talk } from '../talk.ts';

/** Miso, a grey tabby with one white paw, was gone for eleven days. */
export const LOST_AND_FOUND: readonly Talk[] = [
  {
    between: ['anjali', 'maya'],
    script: `
      # 14d 07:25
      a: Maya, I'm sorry to write so early. Miso didn't come in last night. She ALWAYS comes in
      m: Oh no. Tell me everything: where, when, which paw is the white one?
      a: Left front. Grey tabby, small, green collar with a bell that she hates. Last seen on the wall behind the bakery around nine
      m: Right. I'll tell the Tuesday people. Nine leads and a sheepdog, they look everywhere anyway
      a: She's never been out overnight
      m: Cats are offended, not lost, nine times out of ten. Put her blanket by the door, and something that smells of you

      # 12d 20:15
      m: Nothing yet from the walkers. Lena says to check garages and sheds, people close doors without looking
      a: We put up sixty posters. A little boy drew his own and hung it next to mine. She has five legs in his
      m: Keep that one
      a: I'm going to frame it whatever happens

      # 8d 22:40
      a: Someone rang! A grey cat by the canal. We ran. It was a very polite cat called Günther
      m: 💔
      m: But somebody rang. People are looking. That's sixty posters working

      # 5d 19:00
      a: Day nine. I still set out two plates
      m: I know. Do you want company? I have soup and a beagle
      a: Yes please. Both

      # 3d 18:22
      a: MAYA
      a: SHE'S HERE. She's HERE. Tariq found her in the pigeon loft on his roof!! She'd gone in after the birds and he's been away at his brother's and she was just LIVING there
      m: AAAAAAH
      m: WITH THE PIGEONS??
      a: They were SITTING ON HER. He says they'd made friends. She's thin and filthy and she purred so loudly he heard her from the stairs
      + m 😭
      + m ❤️
      * m
      m: I'm standing in the supermarket crying at the yoghurt
      a: Thank you. For every single day of it. Thank you

      # 1d 17:30
      a: Party on Saturday, four o'clock, for everyone who looked. Miso will receive visitors from her blanket
      m: Biscuit and I wouldn't miss it. He'll stay on the lead. He remembers the cheese incident
    `,
  },
  {
    between: ['tariq', 'maya'],
    view: { maya: { unread: 2 } },
    script: `
      # 3d 21:00
      m: Tariq, you hero. The whole neighbourhood knows your name
      t: I am only the landlord. The pigeons did the work
      m: Forty witnesses

      # now-1h
      t: Maya, one thing. Since Miso left, pigeon number seventeen (Duchess) will not eat. She sits where the cat slept
      t: Do you think Anjali would bring her to visit? I feel foolish asking. I can pay in eggs
    `,
  },
  {
    between: ['lena', 'anjali'],
    script: `
      # 13d 23:10
      l: Anjali, I'm Lena from the cat rescue, night shift. Maya told me about Miso. I've put her on our list and in both windows
      a: Thank you so much. It's so late for you
      l: It's noon for me. Cats keep my hours. Do you have the chip number?
      a: 900 164 001 773 209
      l: Got it. If anyone brings her in anywhere in the county, my phone rings. And then yours

      # 3d 18:40
      a: Lena, ring off the alarm!! She's home!
      l: I just read it out loud to eleven cats. Mixed reception. I, however, am dancing
    `,
  },
  {
    between: ['lena', 'maya'],
    view: { maya: { unread: 4 } },
    script: `
      # 25d 23:50
      l: Are you still awake? I have a question with whiskers
      m: I'm awake and I'm saying no
      l: You haven't heard the question
      m: It's "could you take one for two weeks"
      l: …it's two. They hold hands when they sleep
      m: LENA

      # 24d 08:15
      m: Fine. Two weeks. Biscuit has not been consulted
      l: He'll be the best thing that ever happened to them. Seven tonight? I bring the box, the food and the guilt

      # 11d 20:20
      m: Report from the foster home: Salt has moved into Biscuit's basket. Pepper has moved into Biscuit
      l: Into?
      m: Under his ear. He hasn't moved for two hours. He looks at me for help and I offer none
      l: I have a family for them, from the 20th. They know it's the pair or nothing
      m: I'm pretending to be fine about it
      l: You always do. And then you say yes the next time

      # now-75m
      l: The family came by. They brought a drawing of the room. There are two beds in it and a tunnel
      l: I think this is the one, Maya
      l: They would like to meet Biscuit, too. To say thank you, they said. They have a drawing of him as well
      l: (He has wings in it.)
    `,
  },
  {
    between: ['owen', 'tariq'],
    script: `
      # 2d 11:11
      o: Mr Rahmani, Owen Pritchard here, from the walk. I kept racing pigeons as a lad in Tredegar. May I come and see yours?
      t: Mr Pritchard, it would be an honour. Tea at four? Mind the seventh step, it is an opinion more than a step
      o: I shall bring maple peas. They go mad for them.

      # 1d 20:00
      t: Duchess sat on your hat for an hour. She has never done this
      o: I did not like to disturb her.
    `,
  },
];
