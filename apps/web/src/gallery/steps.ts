/** What is done in a state of the gallery after it is drawn, as a person would: by names that are on the screen. */
export type Step =
  /** Opens the menu of the first message that holds these words. */
  | { readonly menu: string }
  /** Opens the quick row of reactions on that message. */
  | { readonly react: string }
  /** Presses the first control with this name. */
  | { readonly press: string }
  /** Presses a tool of the message box; from its menu where there is no room for a button. */
  | { readonly tool: string }
  /** Presses the first element that matches. */
  | { readonly at: string }
  /** Types into the field with this name. */
  | { readonly type: readonly [name: string, text: string] }
  /** Waits until an element matches. */
  | { readonly wait: string }
  /** Waits until these words are on the screen. */
  | { readonly see: string };

const CONTROLS =
  'button, a[href], [role=menuitem], [role=option], [role=tab], [role=menuitemcheckbox], input[type=checkbox], input[type=radio], label';
/** Longest that a step waits for what it needs (ms). */
const PATIENCE_MS = 10_000;

function isVisible(each: Element): boolean {
  return each.checkVisibility?.({ visibilityProperty: true }) !== false;
}

function nameOf(each: Element): string {
  const isField = each instanceof HTMLInputElement || each instanceof HTMLTextAreaElement;
  const label = isField ? each.labels?.[0]?.textContent : null;
  return (each.getAttribute('aria-label') ?? label ?? each.textContent ?? '').trim();
}

function messageWith(words: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>('article.ntr-message')].find(
    (each) => each.textContent?.includes(words) === true,
  );
}

/** What a step is done to, once it is there. */
function targetOf(step: Step): HTMLElement | undefined {
  if ('menu' in step) return messageWith(step.menu)?.querySelector<HTMLElement>('.ntr-message__bubble') ?? undefined;
  if ('react' in step) {
    const message = messageWith(step.react);
    message?.scrollIntoView({ block: 'center' });
    return message?.querySelector<HTMLElement>('.ntr-message__react') ?? undefined;
  }
  if ('wait' in step) return document.querySelector<HTMLElement>(step.wait) ?? undefined;
  if ('at' in step) return [...document.querySelectorAll<HTMLElement>(step.at)].find(isVisible);
  if ('see' in step) return document.body.textContent?.includes(step.see) === true ? document.body : undefined;
  if ('tool' in step)
    return targetOf({ press: step.tool }) ?? targetOf({ at: '.ntr-composer__tool[aria-haspopup]:enabled' });
  const [wanted, selector] = 'press' in step ? [step.press, CONTROLS] : [step.type[0], 'input, textarea'];
  const all = [...document.querySelectorAll<HTMLElement>(selector)]
    .filter(isVisible)
    .filter((each) => !each.matches(':disabled'));
  // Of what lies above the rest, the last that was drawn.
  const inDialog = all.filter((each) => each.closest('dialog, [popover]') !== null);
  const found = [...inDialog, ...all];
  return (
    found.find((each) => nameOf(each) === wanted) ??
    found.find((each) => nameOf(each).startsWith(wanted)) ??
    found.find((each) => nameOf(each).includes(wanted))
  );
}

function write(field: HTMLElement, text: string): void {
  const prototype = Object.getPrototypeOf(field);
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Does the steps one after the other, each when what it needs is there. Throws where that never comes. */
export async function runSteps(steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    const until = performance.now() + PATIENCE_MS;
    let target = targetOf(step);
    while (target === undefined) {
      if (performance.now() > until) throw new Error(`The gallery found nothing for ${JSON.stringify(step)}.`);
      await nextFrame();
      target = targetOf(step);
    }
    if ('see' in step || 'wait' in step) continue;
    if ('type' in step) {
      target.focus();
      write(target, step.type[1]);
    } else if ('menu' in step) {
      target.scrollIntoView({ block: 'center' });
      await nextFrame();
      const { left, top, width, height } = target.getBoundingClientRect();
      const at = { clientX: left + width / 2, clientY: top + Math.min(height, 60) / 2 };
      target.dispatchEvent(new MouseEvent('contextmenu', { ...at, bubbles: true, cancelable: true }));
    } else {
      target.focus({ preventScroll: true });
      target.click();
      if ('tool' in step && nameOf(target) !== step.tool) await runSteps([{ press: step.tool }]);
    }
    await nextFrame();
  }
}
