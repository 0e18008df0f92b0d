import { act, type KeyboardEvent, type ReactElement, useState } from 'react';
import { describe, expect, it } from 'vitest';
import { press } from '../testing/press.ts';
import { renderUi } from '../testing/render-ui.tsx';
import { stubClient } from '../testing/stub-client.ts';
import { Later } from './later.tsx';

const Part = () => <p id="part" />;
const ROW = <button type="button" id="place" />;

interface ListProps {
  readonly place: ReactElement;
  readonly load: () => Promise<typeof Part>;
  readonly hear: (key: string) => void;
}

/** A list that hears keys; Enter asks for a part. */
function List({ place, load, hear }: ListProps) {
  const [isAsked, setIsAsked] = useState(false);
  const onKeyDown = ({ key }: KeyboardEvent) => {
    hear(key);
    if (key === 'Enter') setIsAsked(true);
  };
  return (
    <div role="listbox" tabIndex={-1} onKeyDown={onKeyDown}>
      {place}
      {isAsked && <Later load={load} props={{ onClose: () => setIsAsked(false) }} />}
    </div>
  );
}

/** A place with the focus, in such a list, whose part comes when the test says so. */
async function listWith(place: ReactElement) {
  const heard: string[] = [];
  let send: (part: typeof Part) => void = () => undefined;
  const coming = new Promise<typeof Part>((resolve) => {
    send = resolve;
  });
  const list = <List place={place} load={() => coming} hear={(key) => heard.push(key)} />;
  const { get, all } = await renderUi(list, { client: stubClient().client });
  get('#place').focus();
  return { heard, come: () => act(async () => send(Part)), isThere: () => all('#part').length === 1 };
}

describe('what is asked for by a key and is on its way', () => {
  it('keeps the keys that follow from doing anything where it was asked for, until it is there', async () => {
    const { heard, come, isThere } = await listWith(ROW);
    for (const key of ['ArrowDown', 'Enter', 'ArrowUp', 'Enter', 'Delete']) await press(key);
    expect(heard).toEqual(['ArrowDown', 'Enter']);
    expect(isThere()).toBe(false);
    await come();
    expect(isThere()).toBe(true);
    await press('ArrowDown');
    expect(heard).toEqual(['ArrowDown', 'Enter', 'ArrowDown']);
  });

  it('is called off by Escape, and does not come after that', async () => {
    const { heard, come, isThere } = await listWith(ROW);
    for (const key of ['Enter', 'Escape', 'ArrowDown']) await press(key);
    expect(heard).toEqual(['Enter', 'ArrowDown']);
    await come();
    expect(isThere()).toBe(false);
  });

  it('leaves alone what is typed into a field, the way on by Tab, and the keys of the host', async () => {
    const field = await listWith(<textarea id="place" />);
    for (const key of ['Enter', 'a', 'Escape']) await press(key);
    expect(field.heard).toEqual(['Enter', 'a', 'Escape']);
    const { heard } = await listWith(ROW);
    for (const key of ['Enter', 'Tab']) await press(key);
    const copy = new window.KeyboardEvent('keydown', { key: 'c', ctrlKey: true, bubbles: true });
    await act(async () => document.activeElement?.dispatchEvent(copy));
    expect(heard).toEqual(['Enter', 'Tab', 'c']);
  });
});
