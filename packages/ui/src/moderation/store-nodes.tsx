import type { StoreStatus } from '@natter/protocol';
import { useId } from 'react';
import { type Figure, type Figures, nodeFigures } from './store-figures.ts';
import { useStaffTexts } from './use-staff-texts.ts';

/** The part of a node's id that is shown; logs and metrics have it whole. */
const ID_SHOWN = 8;

/** A line of a list of numbers. */
export function FigureLine({ label, value, isWrong }: Figure) {
  return (
    <div className="ntr-store__figure" data-wrong={isWrong || undefined}>
      <dt>{label}</dt>
      <dd dir="auto">{value}</dd>
    </div>
  );
}

/** Each process that serves the store; one that ended without a word until its row is taken away. */
export function NodeList({ status, figures }: { readonly status: StoreStatus; readonly figures: Figures }) {
  const t = useStaffTexts();
  const titleId = useId();
  if (status.nodes.length === 0) return null;
  return (
    <section className="ntr-store__card" data-wide={status.nodes.length > 1 ? '' : undefined} aria-labelledby={titleId}>
      <h2 id={titleId}>{t('store.nodes')}</h2>
      <ul className="ntr-store__nodes">
        {status.nodes.map((node) => (
          <li key={node.id} data-gone={node.isGone || undefined}>
            <h3 className="ntr-store__node">
              <code dir="ltr" title={node.id}>
                {node.id.slice(0, ID_SHOWN)}
              </code>
              {node.isAnswering && <span className="ntr-store__mark">{t('store.node.answering')}</span>}
              {node.isGone && (
                <span className="ntr-store__mark" data-wrong="">
                  {t('store.node.gone')}
                </span>
              )}
            </h3>
            <dl>
              {nodeFigures(node, status.at, figures, t).map((figure) => (
                <FigureLine key={figure.label} {...figure} />
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}
