import { useEffect, useState } from 'preact/hooks';

const VIEWS = ['list', 'order', 'send', 'queue', 'faults'] as const;

/** What the page shows beside the list: a view, and what it is about. */
export type Route = { view: (typeof VIEWS)[number]; about: string };

/** The address of a view, such as `#order=ORD-1001`. */
export const linkTo = (view: Route['view'], about = '') =>
  about === '' ? `#${view}` : `#${view}=${encodeURIComponent(about)}`;

/** The route in the address, which survives a reload. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const onChange = () => setHash(location.hash);
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, []);
  return parse(hash);
}

function parse(hash: string): Route {
  const [, name, about = ''] = /^#(\w+)=?(.*)$/.exec(hash) ?? [];
  const view = VIEWS.find((known) => known === name) ?? 'list';
  try {
    return { view, about: decodeURIComponent(about) };
  } catch {
    return { view: 'list', about: '' };
  }
}
