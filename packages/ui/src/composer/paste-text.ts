/** Signs of no width that come along unseen from pages; joiners stay, since emoji and scripts are made with them. */
const UNSEEN = /[\u200b\u2060-\u2064\ufeff\u00ad]/g;
const BLOCKS = 'address,article,blockquote,div,dd,dt,h1,h2,h3,h4,h5,h6,li,ol,p,pre,section,table,tr,ul';

/** The words of a piece of HTML, each block on a line of its own. Nothing in it is run or fetched. */
export function textOfHtml(html: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const each of page.querySelectorAll('script,style,template,noscript')) each.remove();
  for (const each of page.querySelectorAll('br')) each.replaceWith('\n');
  for (const each of page.querySelectorAll(BLOCKS)) each.append('\n');
  return (page.body.textContent ?? '')
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** What to paste instead of what the browser would; null: leave it to the browser. */
export function textToPaste(data: Pick<DataTransfer, 'getData'>): string | null {
  const plain = data.getData('text/plain');
  const html = plain === '' ? data.getData('text/html') : '';
  const text = (html === '' ? plain : textOfHtml(html)).replace(/\r\n?/g, '\n').replace(UNSEEN, '');
  return text === plain ? null : text;
}
