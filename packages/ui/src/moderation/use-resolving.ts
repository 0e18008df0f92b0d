import type { ModerationClient } from '@natter/client/moderation';
import type { Report, ResolveBody } from '@natter/protocol';
import { useCallback, useState } from 'react';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { useUi } from '../base/ui-context.ts';
import { useStaffTexts } from './use-staff-texts.ts';

interface ResolvingOptions {
  readonly moderation: ModerationClient;
  /** The server has done it. */
  readonly onDone: (report: Report) => void;
  /** Somebody else has done something about it: the list is out of date. */
  readonly onConflict: () => void;
}

/**
 * Deals with reports, each with all others of the same message, as the server does. One is gone from sight at once and comes back with the reason when the server refuses, so that the next
 * one can be looked at without waiting, and nothing is believed done that was not.
 */
export function useResolving({ moderation, onDone, onConflict }: ResolvingOptions) {
  const { t: short, tell } = useUi();
  const t = useStaffTexts();
  /** Ids of messages. */
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set());
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(new Map());
  const stay = useCallback((messageId: string) => {
    setLeaving((was) => new Set([...was].filter((each) => each !== messageId)));
  }, []);
  const resolve = (report: Report, body: ResolveBody) => {
    setLeaving((was) => new Set([...was, report.messageId]));
    setFaults((was) => new Map([...was].filter(([id]) => id !== report.id)));
    moderation.resolveReport(report.id, body).then(
      (resolved) => {
        onDone(resolved);
        stay(report.messageId);
        tell(t(`reports.done.${body.action}`, { name: report.author.displayName }));
      },
      (cause: unknown) => {
        const error = refusalOf(cause);
        stay(report.messageId);
        if (error.code === 'conflict' || error.code === 'not_found') {
          tell(t('reports.conflict'));
          onConflict();
          return;
        }
        const fault = t('staff.failed', { detail: refusalText(error, short) });
        setFaults((was) => new Map([...was, [report.id, fault]]));
      },
    );
  };
  return { leaving, faults, resolve };
}
