import type { NatterClient } from '@natter/client';
import { NatterProvider } from '@natter/react';
import { act, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { onTestFinished } from 'vitest';
import type { UiPlatform } from '../base/platform.web.ts';
import type { Slots } from '../base/slot-props.ts';
import { UiProvider } from '../shell/ui-provider.tsx';
import { NOW } from './stub-client.ts';

Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true);

/** A platform whose time stands still until the test moves it. */
export function stillPlatform(stored: Record<string, string> = {}) {
  let now = NOW;
  let timers: { at: number; task: () => void }[] = [];
  const platform: UiPlatform = {
    now: () => now,
    after: (ms, task) => {
      const timer = { at: now + ms, task };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    read: (key) => stored[key] ?? null,
    write: (key, value) => {
      stored[key] = value;
    },
    chime: () => undefined,
  };
  /** Lets `ms` pass; timers that fall due run in order. */
  const pass = (ms: number) => {
    const until = now + ms;
    for (;;) {
      const [due] = timers.filter((each) => each.at <= until).sort((a, b) => a.at - b.at);
      if (due === undefined) break;
      timers = timers.filter((each) => each !== due);
      now = due.at;
      due.task();
    }
    now = until;
  };
  return { platform, pass: (ms: number) => act(async () => pass(ms)), stored };
}

interface RenderOptions {
  readonly client: NatterClient;
  readonly components?: Partial<Slots>;
  readonly platform?: UiPlatform;
}

/** What is still being downloaded for a part must not draw, nor its keys be heard, when its test is over and the page is gone. */
const unmountAtEnd = (root: Root) => onTestFinished(() => act(async () => root.unmount()));

/** Renders parts of the kit in English and UTC. */
export async function renderUi(children: ReactNode, { client, components, ...options }: RenderOptions) {
  const { platform = stillPlatform().platform } = options;
  document.body.innerHTML = '';
  const host = document.body.appendChild(document.createElement('div'));
  const root = createRoot(host);
  unmountAtEnd(root);
  await act(async () => {
    root.render(
      <NatterProvider client={client}>
        <UiProvider platform={platform} components={components} locale="en-GB" timeZone="UTC">
          {children}
        </UiProvider>
      </NatterProvider>,
    );
  });
  /** The first element that matches; the test fails where there is none. */
  const get = <Found extends Element = HTMLElement>(selector: string): Found => {
    const found = host.querySelector<Found>(selector);
    if (found === null) throw new Error(`Nothing matches ${selector} in ${host.innerHTML}`);
    return found;
  };
  return { host, get, all: (selector: string) => [...host.querySelectorAll<HTMLElement>(selector)] };
}
