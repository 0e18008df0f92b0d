import type { Talk } from '../talk.ts';

/** The Tuesday walk, and what comes of it. */
export const WALKS: readonly Talk[] = [
  {
    between: ['tomas', 'maya'],
    view: { maya: { isPinned: true, unread: 3 } },
    script: `
      # 24d 18:12
      t: Hola Maya! Somebody at the park said you run a walk on Tuesdays. Is there room for a man with nine leads?
      m: There is always room. There is not always path. Nine??
      t: Nine on a good day. They sort themselves out. Mostly.
      m: Meet at the old gate at 7, before the joggers. Bring a towel, the brook is up to Biscuit's chin
      t: How tall is Biscuit?
      m: Not very
      + t 😂

      # 23d 08:55
      m: Well. That was a lot of dog
      t: Nobody fell in!
      m: Biscuit fell in. Twice. He calls it swimming
      t: The tall one, Gandalf, has been asleep on my feet since we got home. You have broken him. Thank you.
      + m 😍
      + m ❤️

      # 16d 17:40
      t: Same time this week?
      m: Yes. Owen is coming with the retired sheepdog, so expect to be herded
      t: I have been herded before. I was married.
      + m 😂

      # 9d 20:31
      t: Question. What do you do when one of them eats grass like it's a salad bar
      m: Priya says: if he's cheerful, let him. If he's not cheerful, ring her
      t: He is extremely cheerful
      m: Then bon appétit
      t: Also I found a glove. Left hand, grey, smells of liver treats
      m: Mine!! I've been walking around with one cold hand for a week

      # 2d 19:02
      m: Weather says sleet on Tuesday. I say we go *anyway* and complain loudly
      + t 👍
      m?: Which way round, then? | The old gate loop | Along the canal | Up to the chapel, with cakes
      ! m 1
      ! t 3
      t: Complaining is half the exercise
      m: Ring-shaped route then, so nobody is ever far from the car. https://parks.example/routes/old-gate-loop
      t^2: And the other half?
      m: Carrying whoever refuses to walk home

      # now-34m
      t: I promised you puppy pictures and I have not delivered. This weighs on me
      t: Six of them. SIX. Eyes open since this morning. The smallest one yawned and fell over
      t: Are you home around six? I pass your street on the way back and I could bring the glove, too
    `,
  },
  {
    between: ['owen', 'maya'],
    script: `
      # 30d 10:15
      o: Dear Maya, this is Owen, with Fly (the dog). My granddaughter set this up for me. Am I doing it right?
      m: Perfectly, Owen! Hello to Fly
      o: She says hello, or possibly that there is a cat.

      # 16d 21:03
      o: Thank you for today. Fly has not had nine strangers to organise since she left the farm. She slept with her paws running.
      m: She had Tomás's whole group in a straight line by the second bench. He was delighted
      o: She was not entirely satisfied with the poodle's attitude.
      m: Nobody is

      # 5d 09:20
      o: I have worked out a longer walk for the spring. It goes up past the quarry, over the stile (there is a dog gate, I checked) and along the ridge, where on a clear day you can see the sea, and on every other day you can see the inside of a cloud. Then down through the larches to the chapel, where Mrs Bevan leaves water out for dogs and Welsh cakes out for people, in that order. About seven miles. I should say four hours with the young dogs and five with Fly and me, because we like to look at things.\\n\\nI have drawn it on the map and my granddaughter has put it here: https://maps.example/owen/quarry-ridge
      + m ❤️
      * m
      m: Owen, this is wonderful. The Welsh cakes alone
      m: Shall we say the first dry Sunday in March? I'll ask the others
      o: The first dry Sunday in March may be in May. But yes.
      ~ The first dry Sunday in March may be in June. But yes.
      + m 👍

      # now-4h
      o: Mrs Bevan asks how many, on account of the cakes.
      m: Tell her eleven people. And tell her we're sorry
    `,
  },
  {
    between: ['maya', 'grace'],
    script: `
      # 19d 12:30
      m: Grace, can corgis do five miles?
      g: Corgis can do five miles. Corgis can do it in the time other dogs do nine
      g: It's the legs
      m: Waffle and Pancake are very welcome on Tuesday
      g: They'll need a lift over the stile. Each. They know and they have forgiven God

      # 12d 19:15
      g: Look what the low riders did to my hallway 😭 mud up to the light switch. HOW
      m: They are thirty centimetres tall!
      g: Trampoline. The answer is the sofa is a trampoline
      m: Biscuit sends his professional respect

      # 1d 14:05
      g: Sunday meet-up: nine corgis confirmed, one "corgi mix" that is very clearly a fox
      m: Does the fox have a lead?
      g: The fox has a lead, a bandana and better manners than mine
    `,
  },
  {
    between: ['maya', 'aino'],
    view: { aino: { unread: 1 } },
    script: `
      # 13d 06:40
      a: Good morning! Minus nineteen here and four dogs are singing. Are you awake? You are now
      m: It's 5:40, Aino
      a: Best hour of the day. The sledge is ready, the snow is blue, nobody has eaten my mitten yet

      # 13d 21:10
      m: How was it?
      a: They ate the mitten
      a: But 22 km! Pikku led for the first time. She looked back at me at every crossing, as if to ask, and every time she was right
      m: I have something in my eye
      a: Snow, probably

      # now-3h
      m: Serious question for a serious person: do booties work? Biscuit gets ice between his toes
      a: Booties work for eleven minutes. Then you own three booties. Use wax. I send you a tin
      m: You are the best
    `,
  },
  {
    between: ['paulo', 'maya'],
    view: { maya: { unread: 1 } },
    script: `
      # 21d 11:00
      m: Paulo, help. He has learned to open the bin. The one with the PEDAL
      p: Congratulations, you have a smart dog and a boring kitchen
      p: Two things. One: a clip on the lid. Two: give the nose a job. Ten bits of cheese hidden in a towel, every morning, before your coffee
      m: And that stops the bins?
      p: No, the clip stops the bins. The cheese stops the *looking* at the bins

      # 14d 10:22
      m: Day 7. He brings me the towel now. He brought it to me in the shower
      p: He has understood that you are trainable. Very good sign
      m: I feel seen

      # now-50m
      p: New class starts in two weeks, "Recall for Beagles". I call it the comedy class. I kept you a place
    `,
  },
  {
    between: ['zoe', 'maya'],
    script: `
      # 8d 16:20
      z: Is it normal to knit a jumper for a dog
      m: Is he cold?
      z: He is a greyhound. He was born cold. He stands next to the radiator and sighs
      m: Then it's medicine
      z: It has a roll neck
      m: Then it's couture

      # 7d 20:48
      z: Finished! Arms don't match but neither do his ideas about the balcony. He walked into the piazza like he was paid for it
      z: A man asked for the pattern. For himself
      m: Did you give it to him?!
      z: I'm charging him in wool
    `,
  },
];
