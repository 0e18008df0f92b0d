import type { Person } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useState } from 'react';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { useUi } from '../base/ui-context.ts';

/** Takes a block back, and says so. Resolves to whether it worked; why not has been said then, too. */
export function useUnblock() {
  const client = useNatterClient();
  const { t, tell } = useUi();
  const [isBusy, setIsBusy] = useState(false);
  const unblock = async ({ userId, displayName: name }: Pick<Person, 'userId' | 'displayName'>): Promise<boolean> => {
    setIsBusy(true);
    try {
      await client.blocks.delete(userId);
      tell(t('conversation.unblocked', { name }));
      return true;
    } catch (cause) {
      tell(t('conversation.actionFailed', { detail: refusalText(refusalOf(cause), t) }));
      return false;
    } finally {
      setIsBusy(false);
    }
  };
  return { unblock, isBusy };
}
