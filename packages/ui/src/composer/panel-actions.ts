import { useUi } from '../base/ui-context.ts';
import { useFormatting } from '../base/use-formatting.ts';
import type { MenuAction } from '../parts/menu.tsx';
import type { ComposerCore, ComposerPanel } from './composer-core.ts';

/** Whether what has a button of its own elsewhere is in the menu here: the style sheet says so, which knows how much room there is. */
export function isNarrow(button: HTMLElement): boolean {
  return getComputedStyle(button).getPropertyValue('--ntr-narrow').trim() !== '';
}

/** The panels above the message box, as entries of its menu. */
export function usePanelActions({ area, panel, setPanel }: ComposerCore): readonly MenuAction[] {
  const { t, platform } = useUi();
  const hasFormats = useFormatting().isOn;
  const toggle = (which: ComposerPanel) => setPanel(panel === which ? null : which);
  const emoji: MenuAction = { id: 'emoji', label: t('composer.emoji'), icon: 'smile', run: () => toggle('emoji') };
  const format: MenuAction = {
    id: 'format',
    label: t('composer.format'),
    icon: 'format',
    run: () => {
      toggle('format');
      // What is formatted is in the field; the menu gives the focus back to its button first.
      platform.after(0, () => area.current?.focus({ preventScroll: true }));
    },
  };
  return hasFormats ? [emoji, format] : [emoji];
}
