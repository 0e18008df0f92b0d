/** What a drawn portrait is made of. Colours are CSS colours; everything else is one of a few shapes. */
export interface Face {
  readonly background: string;
  readonly skin: string;
  readonly hair: HairStyle;
  readonly hairColour: string;
  readonly clothes: ClothesStyle;
  readonly clothesColour: string;
  readonly eyes?: 'open' | 'smiling';
  readonly mouth?: 'smile' | 'grin' | 'calm';
  readonly beard?: 'full' | 'moustache' | 'stubble' | 'goatee';
  readonly glasses?: 'round' | 'square';
  readonly earrings?: string;
  readonly hasFreckles?: boolean;
  /** Somebody who wanted to be in the picture, too. */
  readonly companion?: 'cat' | 'dog' | 'parrot' | 'rabbit';
  readonly companionColour?: string;
}

export type HairStyle =
  | 'short'
  | 'crop'
  | 'quiff'
  | 'curls'
  | 'afro'
  | 'bob'
  | 'long'
  | 'fringe'
  | 'bun'
  | 'braids'
  | 'ponytail'
  | 'beanie'
  | 'hijab'
  | 'bald';

export type ClothesStyle = 'crew' | 'collar' | 'hoodie' | 'vest' | 'turtleneck' | 'overalls';
