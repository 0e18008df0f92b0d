import { act } from 'react';

/** A key pressed on what has the focus. */
export function press(key: string): Promise<void> {
  return act(async () => {
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  });
}

/** The first button, menu item or link with this name; the test fails where there is none. */
export function named(name: string, within: ParentNode = document): HTMLElement {
  const found = [...within.querySelectorAll<HTMLElement>('button, a[href], [role=menuitem]')].find(
    (each) => (each.getAttribute('aria-label') ?? each.textContent)?.trim() === name,
  );
  if (found === undefined) throw new Error(`Nothing to press is named ${name} in ${document.body.innerHTML}`);
  return found;
}

/** Presses what has this name. */
export function click(name: string, within?: ParentNode): Promise<void> {
  return act(async () => named(name, within).click());
}

/** Types into a field, as a person does who replaces what is there. */
export function type(field: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement, value: string): Promise<void> {
  return act(async () => {
    const prototype = Object.getPrototypeOf(field);
    Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, value);
    field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }));
  });
}

/** Lets everything that waits for nothing but its turn come to its end, the download of menus and dialogs included. */
export async function settle(): Promise<void> {
  await act(async () => {
    await Promise.all([
      import('../thread/message-menu.tsx'),
      import('../inbox/conversation-tools.tsx'),
      import('../safety/dialogs.ts'),
    ]);
  });
  for (let turn = 0; turn < 10; turn += 1) {
    await act(async () => {
      await Promise.resolve();
    });
  }
}
