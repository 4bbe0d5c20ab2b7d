import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { linkTo } from './route.ts';
import { count, plural } from './text.ts';
import { type Place, placeNodes } from './topology-layout.ts';
import type { Counts, Node, Topology } from './types.ts';

const [ROW, BOX, GUTTER, GAP] = [86, 70, 14, 18];

/** The service's own picture, with what waits, runs and failed on each part. */
export function Flow({ topology, counts }: { topology: Topology; counts: Counts }) {
  const [width, setWidth] = useState(0);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const observer = new ResizeObserver(() => setWidth(frame.current?.clientWidth ?? 0));
    if (frame.current) observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  const places = useMemo(() => placeNodes(topology), [topology]);

  const columns = 1 + Math.max(0, ...[...places.values()].map(({ column }) => column));
  const height = ROW * (1 + Math.max(0, ...[...places.values()].map(({ row }) => row))) - (ROW - BOX);
  const box = Math.max(0, (width - 2 * GUTTER - (columns - 1) * GAP) / columns);
  const corner = ({ row, column }: Place) => ({ x: GUTTER + column * (box + GAP), y: row * ROW });
  const kindOf = new Map(topology.nodes.map(({ id, kind }) => [id, kind]));
  const isBusy = (id: string) => (counts[id]?.running ?? 0) + (counts[id]?.inFlight ?? 0) > 0;

  return (
    <div class="flow" ref={frame} style={{ height: `${height}px` }}>
      <svg width={width} height={height} aria-hidden="true">
        <defs>
          <marker
            id="tip"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            orient="auto"
            markerUnits="userSpaceOnUse"
          >
            <path d="M0 0 8 4 0 8z" />
          </marker>
        </defs>
        {topology.edges.map(({ from, to }) => {
          const [start, end] = [places.get(from), places.get(to)];
          if (start === undefined || end === undefined) return null;
          const style = kindOf.get(to) === 'dead-letter queue' ? 'dead' : isBusy(to) ? 'busy' : '';
          return <path key={`${from} ${to}`} class={style} d={line(start, end)} marker-end="url(#tip)" />;
        })}
      </svg>
      {topology.nodes.map((node) => {
        const place = places.get(node.id);
        if (place === undefined) return null;
        const { x, y } = corner(place);
        const style = { left: `${x}px`, top: `${y}px`, width: `${box}px`, height: `${BOX}px` };
        const schedules = topology.edges
          .filter(({ from, to }) => to === node.id && kindOf.get(from) === 'schedule')
          .map(({ from }) => from.replace(/^rate\((.*)\)$/, 'every $1'));
        return <Part key={node.id} {...{ node, style, schedules }} counts={counts[node.id] ?? {}} />;
      })}
    </div>
  );

  function line(start: Place, end: Place): string {
    const [a, b] = [corner(start), corner(end)];
    const middle = BOX / 2;
    if (start.row === end.row) return `M${a.x + box} ${a.y + middle}H${b.x - 1}`;
    const drop = Math.abs(start.column - end.column) * 0.25;
    if (end.row === start.row + 1) {
      const [x1, x2] = [a.x + box * (0.5 - drop), b.x + box * (0.5 + drop)];
      return `M${x1} ${a.y + BOX}C${x1} ${b.y - 6} ${x2} ${a.y + BOX + 6} ${x2} ${b.y - 1}`;
    }
    // Past the boxes in between, on the outside.
    const isLeft = start.column === 0;
    const [x, from, to] = isLeft ? [5, a.x, b.x] : [width - 5, a.x + box, b.x + box];
    return `M${from} ${a.y + middle}H${x}V${b.y + middle}H${to + (isLeft ? -1 : 1)}`;
  }
}

type PartProps = {
  node: Node;
  style: Record<string, string>;
  schedules: string[];
  counts: Record<string, number>;
};

function Part({ node, style, schedules, counts }: PartProps) {
  const { id, kind } = node;
  const facts = factsOf(kind, counts);
  const isBad = facts.some((fact) => fact.isBad);
  const name = id.split(/(?<=[a-z])(?=[A-Z])/).flatMap((word) => [<wbr key={word} />, word]);
  const href = kind.endsWith('queue')
    ? linkTo('queue', id)
    : kind === 'function'
      ? linkTo('faults', id)
      : undefined;
  const Tag = href === undefined ? 'div' : 'a';
  return (
    <Tag href={href} style={style} class={`part ${kind.replace(' ', '-')} ${isBad ? 'failing' : ''}`}>
      <b>{name}</b>
      <span class="facts">
        {facts.map(({ text, isBad }) => (
          <span key={text} class={isBad ? 'bad' : ''}>
            {text}
          </span>
        ))}
        {facts.length === 0 && <span>{kind}</span>}
        {schedules.map((schedule) => (
          <span key={schedule}>{schedule}</span>
        ))}
      </span>
    </Tag>
  );
}

type Fact = { text: string; isBad?: boolean };

function factsOf(kind: Node['kind'], counts: Record<string, number>): Fact[] {
  const { waiting = 0, inFlight = 0, running = 0, done = 0, failed = 0, failing = 0, paused = 0 } = counts;
  const { orders = 0, pending = 0 } = counts;
  const fact = (number: number, text: string, isBad = false) =>
    number === 0 ? [] : [{ text: `${count(number)} ${text}`, isBad }];
  switch (kind) {
    case 'queue':
      return [{ text: `${count(waiting)} waiting` }, ...fact(inFlight, 'in flight')];
    case 'dead-letter queue':
      return waiting === 0
        ? [{ text: 'empty' }]
        : fact(waiting, waiting === 1 ? 'dead letter' : 'dead letters', true);
    case 'function':
      return [
        ...(paused === 0 ? [] : [{ text: 'paused', isBad: true }]),
        ...fact(running, 'running'),
        ...fact(failed, 'failed', failing === 1),
        { text: `${count(done)} done` },
      ];
    case 'table':
      return [{ text: `${count(orders)} orders` }, ...fact(pending, 'pending')];
    default:
      return [];
  }
}

/** What is wrong, in a few words; empty if nothing is. */
export function troubleIn({ nodes }: Topology, counts: Counts): string {
  const dead = nodes
    .filter(({ kind }) => kind === 'dead-letter queue')
    .reduce((total, { id }) => total + (counts[id]?.waiting ?? 0), 0);
  const those = (what: 'failing' | 'paused') => {
    const names = nodes.filter(({ id }) => counts[id]?.[what] === 1).map(({ id }) => id);
    return names.length > 0 && `${names.join(' and ')} ${what}`;
  };
  return [those('failing'), dead > 0 && plural(dead, 'dead letter'), those('paused')]
    .filter((part) => part !== false)
    .join('; ');
}
