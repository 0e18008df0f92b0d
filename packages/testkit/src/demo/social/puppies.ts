import type { Talk } from '../talk.ts';

/** A first puppy, and everybody's advice. */
export const PUPPIES: readonly Talk[] = [
  {
    between: ['jamal', 'maya'],
    view: { maya: { unread: 2 }, jamal: {} },
    script: `
      # 10d 22:15
      j: hi Maya, Tomás said you're the person to ask. I've had a puppy for six hours and I've aged ten years
      m: Welcome!! Name? Age? Size of teeth?
      j: Pixel, nine weeks, tiny needles
      m: The needles fall out. Give him something cold to chew, a wet flannel from the freezer
      j: he's asleep in my shoe. I can't move. is this my life
      m: Yes. It's the good part

      # 9d 06:02
      j: ok so nobody told me about 3 am
      m: And 5
      j: AND FIVE
      m: Out the door before he asks, same corner every time, quiet, no party. Back to bed. It gets better in about ten days, I promise
      j: ten DAYS

      # 4d 19:33
      j: he did it. he went to the door and SAT. looked at me like "well?"
      m: PIXEL!! Party now. This is the moment for the party
      j: we both cried and then he ate a receipt

      # now-2h
      j: update: slept through. both of us. eight hours. the birds sound different today
      j: also can he come on Tuesday or is he too small for the nine leads
    `,
  },
  {
    between: ['paulo', 'jamal'],
    script: `
      # 9d 13:00
      j: hey Paulo, Maya gave me your name. how do I stop a puppy biting my ankles
      p: Hello! You stand like a tree. Trees are boring. When the mouth opens, the tree gets a toy and becomes interesting
      j: I've been hopping around and yelling
      p: To him you are the best toy in the world. Be a worse toy

      # 6d 18:20
      j: I have been a tree for three days. it works. my neighbours have questions
      p: Proud of you, tree 🌳
    `,
  },
  {
    between: ['jamal', 'tomas'],
    script: `
      # 3d 08:10
      t: How is Pixel? My nine have heard there is a new one
      j: he met a pigeon. he is reconsidering everything
      t: Bring him on Tuesday in the sling. He will see the world from above, like a king
      j: I bought the sling. it's got little clouds on it
      t: Gandalf will carry his spare stick. It's how he says hello
    `,
  },
  {
    between: ['sam', 'maya'],
    view: { maya: { draft: 'The third one! Where his ear is inside out. Could I have it for the hallway, about' } },
    script: `
      # 15d 13:40
      s: Maya, you said I could photograph the Tuesday lot. Is low light all right? I like dogs at the blue hour
      m: Very all right. They're at their best when you can't see the mud
      s: The mud is half the portrait

      # 14d 22:05
      s: 412 frames. Eleven where everyone has a head. One where everyone is looking the same way, because somebody opened a packet of crisps
      m: That was me. I'm not sorry
      s: That's the cover

      # 6d 17:12
      s: First picks: https://photos.example/tuesday-walk (password is the name of the dog who fell in)
      m: Both of them fell in?
      s: The one who fell in twice
      m: Oh Sam. The one of Fly watching the gate. Owen has to see that one
      s: I've printed it for him. It's drying on the stove door

      # 1d 09:50
      s: Which one of Biscuit for your wall? I have him dignified (1), wet (2), or mid-sneeze (3)
    `,
  },
  {
    between: ['sam', 'aino'],
    script: `
      # 18d 16:00
      s: I'd like to photograph a team at speed. Where do I stand so that I live?
      a: Outside of the bend, behind a birch. Not a thin birch
      s: How fast do they come?
      a: You hear nothing, then panting, then you are covered in snow and they are gone. Set the focus before
      s: This is the best brief I've ever had

      # 11d 20:30
      s: I got one frame. Pikku's tongue is horizontal
      a: That is her racing face. Print it big!
    `,
  },
];
