import type { EmptyStateProps, ErrorStateProps } from '../base/slot-props.ts';
import { useText } from '../base/ui-context.ts';

const ART: Record<NonNullable<EmptyStateProps['art']>, string> = {
  talk: 'M22 30c0-7 7-13 16-13s16 6 16 13-7 13-16 13c-2 0-4-.3-6-.9L24 46l1.6-6.5C23.3 37 22 33.7 22 30ZM52 36c6.5 1 11 6 11 11.5 0 3-1.3 5.6-3.3 7.6L61 61l-7-3c-1.6.4-3.3.7-5 .7-6 0-11-3-13-7.5M33 30h.01M38 30h.01M43 30h.01',
  done: 'M42 20a22 22 0 1 1 0 44 22 22 0 0 1 0-44Zm-9.5 23 6.5 6.5L52 36.5',
  archive: 'M20 25h44v11H20zM24 36v21a4 4 0 0 0 4 4h28a4 4 0 0 0 4-4V36M36 45h12',
  search: 'M38 20a17 17 0 1 1 0 34 17 17 0 0 1 0-34Zm12.5 29.5L63 62M32 37h12',
  people:
    'M34 22a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM18 61c.8-8.5 7.5-14 16-14s15.2 5.5 16 14M50 23a9 9 0 0 1 0 16M55 47.5c5.5 1.5 9.4 6.5 10 13.5',
  lost: 'M42 20a22 22 0 1 1 0 44 22 22 0 0 1 0-44Zm-8 17h.01M50 37h.01M34 53c2-3 4.7-4.5 8-4.5s6 1.5 8 4.5',
};

/** Nothing here, and what to do about it. */
export function EmptyState({ title, text, art = 'talk', action }: EmptyStateProps) {
  return (
    <div className="ntr-empty">
      <svg className="ntr-empty__art" viewBox="0 0 84 84" width="84" height="84" aria-hidden="true">
        <circle cx="42" cy="42" r="40" />
        <path d={ART[art]} />
      </svg>
      <h2 className="ntr-empty__title" dir="auto">
        {title}
      </h2>
      {text !== undefined && <p className="ntr-empty__text">{text}</p>}
      {action !== undefined && (
        <button type="button" className="ntr-button" data-kind="primary" onClick={action.run}>
          {action.label}
        </button>
      )}
    </div>
  );
}

/** Something did not work: what, why, and how to try again. */
export function ErrorState({ title, error, onRetry }: ErrorStateProps) {
  const t = useText();
  return (
    <EmptyState
      art="lost"
      title={title}
      text={t(`error.${error.code}`)}
      {...(onRetry === undefined ? {} : { action: { label: t('app.retry'), run: onRetry } })}
    />
  );
}
