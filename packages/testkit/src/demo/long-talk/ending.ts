import type { Talk } from '../talk.ts';

/** How the year between Maya and Inês ends: today. */
export const LONG_TALK: Talk = {
  between: ['ines', 'maya'],
  view: { maya: { isPinned: true, unread: 2 } },
  script: `
    # 2d 18:45
    i: So. You remember the cat on my windowsill
    m: The hypothetical one
    i: She has a name now
    m: INÊS
    i: Sardinha. Lena came with the chip reader. No chip. She walked in, looked at Caju, looked at Fado, and went to sleep in the fruit bowl
    m: How is Fado taking it?
    i: He has moved to the wardrobe and is writing his memoirs

    # 1d 13:10
    m: Are you coming to Miso's party on Saturday? Four o'clock at Yusuf's
    i: Obviously. I've never met a cat who lived with pigeons
    m: Biscuit has to behave. You're on cheese duty
    i: I was born for cheese duty

    # now-12m
    i: I've found the train. Porto in June, window seats, one change, dogs travel for half
    i: Same room with the bad coffee. I've told them to leave the coffee as it is. Shall I press the button? 🚂
  `,
};
