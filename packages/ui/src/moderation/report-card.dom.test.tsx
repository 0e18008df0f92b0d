import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { press } from '../testing/press.ts';
import { renderUi } from '../testing/render-ui.tsx';
import { ME, PEER, stubClient } from '../testing/stub-client.ts';
import type { ReportAction } from './report-actions.ts';
import { ReportCard } from './report-card.tsx';

const ID = '01900003-0000-7000-8000-000000000001';
const report = {
  ...({ id: ID, messageId: ID, conversationId: ID, reporter: ME, author: PEER, reason: 'spam', note: null } as const),
  ...{ content: 'Buy this', sentAt: '2026-05-14T12:00:00.000Z', createdAt: '2026-05-14T13:00:00.000Z' },
  ...({ status: 'open', resolution: null, resolvedBy: null, resolvedAt: null, resolutionNote: null } as const),
};

describe('a report', () => {
  it('offers what may be done about it, to the hand and to the keys, and nothing else', async () => {
    const done: ReportAction[] = [];
    const card = (
      <ReportCard
        report={report}
        fault={null}
        isFocusStop
        actions={['dismiss', 'remove']}
        onAction={(action) => done.push(action)}
      />
    );
    const { get, all } = await renderUi(card, { client: stubClient().client });
    expect(all('button').map((each) => each.textContent)).toEqual(['Dismiss', 'Remove…']);
    expect(get('article').getAttribute('aria-keyshortcuts')).toBe('D R');
    await act(async () => get('article').focus());
    await press('s');
    await press('R');
    expect(done).toEqual(['remove']);
  });
});
