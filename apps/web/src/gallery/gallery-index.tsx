import { useState } from 'react';
import { GALLERY } from './states.ts';

const THEMES = ['light', 'dark'] as const;
const EDITIONS = ['social', 'bookstore', 'marketplace'] as const;
const WIDTHS = { phone: 390, tablet: 820, desk: 1440 } as const;

interface Look {
  readonly theme: (typeof THEMES)[number];
  readonly edition: (typeof EDITIONS)[number];
  readonly width: keyof typeof WIDTHS;
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly values: readonly Value[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

function Choice<Value extends string>({ label, values, value, onChange }: ChoiceProps<Value>) {
  return (
    <fieldset className="gallery-choice">
      <legend>{label}</legend>
      {values.map((each) => (
        <button key={each} type="button" aria-pressed={each === value} onClick={() => onChange(each)}>
          {each}
        </button>
      ))}
    </fieldset>
  );
}

/** All states of the kit on one page, each a small page of its own; a press on its name opens it alone. */
export function GalleryIndex() {
  const [look, setLook] = useState<Look>({ theme: 'light', edition: 'social', width: 'phone' });
  const address = (id: string) => `?${new URLSearchParams({ state: id, theme: look.theme, edition: look.edition })}`;
  return (
    <div className="gallery-index" data-width={look.width}>
      <header className="gallery-index__head">
        <h1>Gallery</h1>
        <Choice label="Colours" values={THEMES} value={look.theme} onChange={(theme) => setLook({ ...look, theme })} />
        <Choice
          label="Edition"
          values={EDITIONS}
          value={look.edition}
          onChange={(edition) => setLook({ ...look, edition })}
        />
        <Choice
          label="Width"
          values={['phone', 'tablet', 'desk']}
          value={look.width}
          onChange={(width) => setLook({ ...look, width })}
        />
      </header>
      {GALLERY.map((group) => (
        <section key={group.title}>
          <h2>{group.title}</h2>
          <div className="gallery-index__states">
            {group.states.map(({ id, title }) => (
              <figure key={id}>
                <figcaption>
                  <a href={address(id)}>{title}</a>
                </figcaption>
                <iframe src={address(id)} title={title} loading="lazy" width={WIDTHS[look.width]} height={844} />
              </figure>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}
