import type { Talk } from '../talk.ts';

/** Favours, keys, cakes and other species. */
export const NEIGHBOURS: readonly Talk[] = [
  {
    between: ['ruth', 'maya'],
    view: { ruth: { undelivered: 1, unread: 1 } },
    script: `
      # 22d 15:30
      r: Dear Maya, thank you for carrying the shopping. Mabel has asked me to say that the beagle may call again.
      m: Biscuit accepts with both ears
      r: She is fourteen and has not had a gentleman caller in some time.

      # 10d 16:45
      r: Dear Maya, I hope this is not too long. Mabel and I were sitting on the bench by the lilac, where my late husband used to feed the sparrows though there is a sign, and a young man with a puppy in his coat sat down beside us and asked whether it ever gets easier. I told him that with the puppy, yes, in about a fortnight. He laughed and then he did not, and he told me about moving here, and not knowing anybody, and how the puppy was in some ways the first person who was glad when he came home. I told him Mabel was that for me, twice. We sat until it was quite dark. His name is Jamal. I believe you know him. I should like him to come to tea, but I am eighty-one and one does not like to be forward. Would you ask him for me? There will be poppy-seed cake. The puppy may come, too, if somebody puts away the good rug.
      m: Ruth, I read this on the tram and missed my stop
      m: I'll ask him today. He'll say yes before I've finished the sentence
      r: You are a dear girl.

      # 6d 18:00
      r: He came. The puppy ate a corner of the good rug. It was a lovely afternoon.

      # now-4h
      r: What time is Mr Mensah calling for us on Thursday?
      m: Half past two. He'll knock, because of the bell. And Ruth, Mabel sits in front 🐾
    `,
  },
  {
    between: ['ben', 'maya'],
    script: `
      # 28d 12:00
      m: Ben, could you sit Biscuit the weekend of my cousin's wedding? Two nights
      b: Gladly! Hourly reports, twice daily, or only if there's fire?
      m: Twice daily. I trust you and I don't trust him
      b: Fair

      # 18d 09:00
      b: Report 1. Walk 6.2 km. Breakfast: all. Second breakfast: attempted. Mood: philosophical
      m: 💛
      b: Report 2. He has found the drawer with the wrapping paper. I've let him have the reindeer
      m: Nobody liked the reindeer

      # 17d 20:10
      b: Report 4. Asleep on my feet during the film. He snored in the quiet bits, on purpose
      m: Home tomorrow by noon. Key under the frog as always
      b: The frog fell off the wall. Key is now *in* the frog
      m: ?
      b: You'll see
    `,
  },
  {
    between: ['dmitri', 'maya'],
    view: { maya: { isMuted: true, unread: 5 } },
    script: `
      # 11d 10:30
      d: Captain has learned your ringtone. I have answered nobody four times today
      m: I'm so sorry 😂
      d: He does your laugh as well. At night

      # 4d 11:02
      d: He has begun to say "Biscuit, no". In your voice. There is no Biscuit here, but he is right every time

      # now-3h
      d: New word
      d: It's "invoice"
      d: He says it when I eat toast
      d: I do not know where he has it from
      d: Maya he said it to the postman and the postman apologised
    `,
  },
  {
    between: ['mei', 'maya'],
    view: { maya: { isArchived: true } },
    script: `
      # 29d 20:00
      ma: Mei-Ling, my niece wants a rabbit. What does she need to know?
      me: That a rabbit is not a small dog. It is a small landlord
      ma: Ha
      me: Room to run, a friend of its own kind, hay always, and every cable in a pipe. Ask me how I know about the cables
      ma: How do you know about the cables?
      me: The internet was out for two days and Dumpling was very full
    `,
  },
  {
    between: ['sigrid', 'maya'],
    view: { maya: { markedUnread: true } },
    script: `
      # 12d 14:14
      s: The goat has let the horses out again. She undid the bolt and then stood next to it looking surprised
      m: Does she get a reward? From the horses?
      s: They let her stand under them when it rains. It is an arrangement

      # 3d 13:00
      s: You asked about riding in spring. Come in April when the mud is only ankle deep. Blakken is patient and wide like a sofa
      m: Sofa is exactly my level
      s: Bring rubber boots and apples. The apples are for the goat. She decides
    `,
  },
  {
    between: ['yusuf', 'maya'],
    script: `
      # 26d 17:00
      y: Maya hanım, the seventh cat has chosen a table. It is your table
      m: The one in the window?
      y: The one in the window. She sleeps on the reserved sign. So it is, in a way, reserved
      m: I'll bring her a cushion

      # 7d 16:10
      m: Could I book the back room for Saturday? Miso's party, about twenty people. Anjali doesn't know how many cakes that is
      y: For Miso the room is free. For twenty people it is three cakes and one for the cook
      m: Yusuf, you're too kind
      y: She was missing eleven days. My grandmother would say: when a cat comes home, the whole street eats
    `,
  },
  {
    between: ['owen', 'ruth'],
    script: `
      # 6d 10:00
      o: Dear Mrs Abramson, Maya tells me you make a poppy-seed cake. I have it on good authority that I make a bara brith. I propose an exchange.
      r: Mr Pritchard, are you proposing a swap or a competition?
      o: I was hoping for tea.
      r: Thursday is Mabel's hairdresser. Friday, then. Bring the dog.

      # 3d 19:30
      r: It was a very good bara brith. Do not let it go to your head.
      o: It has gone to my head.
    `,
  },
  {
    between: ['kofi', 'grace'],
    script: `
      # 8d 11:20
      g: Kofi! Two corgis, moulting season. Name your price
      k: For one corgi I have a price. For two in moulting season I have a prayer
      g: I'll bring my own bin bags
      k: Last time we could have made a third corgi
      g: His name would be Crumpet
    `,
  },
  {
    between: ['tomas', 'kofi'],
    script: `
      # 5d 18:00
      t: Brother, nine dogs, one brook. How much mud can the van take?
      k: The van can take it. The drain cannot. Hose them at the gate first
      t: I will hose, you will sing?
      k: I sing only for poodles
    `,
  },
  {
    between: ['ben', 'zoe'],
    script: `
      # 9d 21:15
      z: Ben, you're free in the second week of May? He needs someone who won't mind sharing the couch. Or being evicted from it
      b: I've slept in a chair for a Great Dane. I'm free
      z: He needs the roll neck after 8 pm. It's in the drawer, with the other roll necks
      b: Of course there are others
    `,
  },
  {
    between: ['dmitri', 'wren'],
    script: `
      # 15d 17:45
      w: is it true captain can do the dial-up sound
      d: He can. He learned it from a radio I repaired. He does it when the wifi is slow, to be cruel
      w: incredible. pickle can lick her own eye
      d: Then we are all talented
    `,
  },
  {
    between: ['sigrid', 'aino'],
    script: `
      # 20d 12:40
      s: Is it cheating if the horse pulls the sledge
      a: It is not cheating. It is a different sport with a bigger engine
      s: The goat wants to lead
      a: Let her. In my experience the one who wants to lead has a plan
      s: Her plan is always carrots
    `,
  },
  {
    between: ['ines', 'lena'],
    script: `
      # 16d 22:00
      i: Lena, hypothetically, if a person already has two cats
      l: Yes
      i: and a third one has been sitting on her windowsill every night for a week
      l: Then the person has three cats. I'll bring the chip reader tomorrow
      i: It's hypothetical!
      l: What's its name?
      i: …Sardinha
    `,
  },
];
