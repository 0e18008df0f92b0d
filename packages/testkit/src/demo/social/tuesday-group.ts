import type { Talk } from '../talk.ts';

/** All of the Tuesday walk in one place. */
export const TUESDAY_GROUP: Talk = {
  name: 'The Tuesday walk',
  between: ['maya', 'tomas', 'owen', 'priya', 'kofi'],
  view: { maya: { unread: 3 }, kofi: { unread: 2 } },
  script: `
    # 8d 19:20
    m: Welcome, all. One place for the walk, so that nobody stands at the wrong gate again
    o: I stood at the right gate. The others stood at the wrong one
    + m 😂
    + t 😂
    p: What does one bring?
    t^1: Towels. Plural
    k: I have the van. Room for six wet dogs and two wet people

    # 3d 18:05
    m?: Which day suits next week? | Tuesday as ever | Wednesday, for once
    ! m 1
    ! t 1
    ! o 1
    ! p 2
    p: I have surgery until eight on Tuesday, but walk without me. I will come for the cakes
    o: There are cakes?

    # now-2h
    m: Old gate, seven o'clock. @Kofi can you take Owen and the sheepdog?
    k: Picking them up at half past six
    t: Nine leads untangled, all by myself
    o: The sheepdog has counted us twice already
    + t ❤️
  `,
};
