import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { WORK_LABELS, type Results, type Row, type Store, type Work } from '../results.js';

/** The rows that a chart shows, a panel each. */
const PANELS: Readonly<Record<string, { readonly store: Store; readonly works: readonly Work[] }>> =
  {
    reads: { store: 'file', works: ['pointRead', 'firstPage', 'lastPage', 'cursorPage'] },
    snapshots: { store: 'file', works: ['snapshotLatest', 'snapshotMiddle', 'snapshotFirst'] },
    writes: { store: 'file', works: ['updateOne', 'deleteOne', 'addOne', 'addConcurrently'] },
    bulk: { store: 'file', works: ['bulkAdd', 'bulkDelete'] },
    memory: { store: 'memory', works: ['pointRead', 'updateOne', 'bulkAdd', 'snapshotLatest'] },
  };

/** Blue, orange, purple and green of the Okabe-Ito palette, which colour-blind readers tell apart. */
const COLOURS = { ours: '#0072b2', peer: '#d55e00', lance: '#cc79a7', limit: '#009e73' };

const PANEL_WIDTH = 240;
const HEIGHT = 300;

interface Point {
  readonly work: string;
  readonly who: string;
  readonly items: number;
  readonly milliseconds: number;
}

/** Draws the charts of a run: cost against size, both on logarithmic scales. */
export async function writeCharts(folder: string, results: Results): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const names: string[] = [];
  for (const [name, { store, works }] of Object.entries(PANELS)) {
    const rows = results.rows.filter((row) => row.store === store && works.includes(row.work));
    if (rows.length === 0) continue;
    const points = rows.flatMap(pointsOf);
    const panels = works.map((work) => WORK_LABELS[work]);
    await writeFile(join(folder, `${name}.svg`), `${draw(points, panels)}\n`);
    names.push(name);
  }
  return names;
}

function pointsOf({ store, work, size, ours, peer, lance, limit }: Row): Point[] {
  const peerName = store === 'file' ? '@mastra/libsql' : '@mastra/core in memory';
  const figures = { ours, [peerName]: peer, LanceDB: lance, 'better-sqlite3': limit };
  return Object.entries(figures).flatMap(([who, figure]) =>
    figure === null
      ? []
      : [{ work: WORK_LABELS[work], who, items: size, milliseconds: figure.median }],
  );
}

/** Where each line is named: at its end, in the first panel that has it. */
function lastPoints(points: readonly Point[], panels: readonly string[]): Point[] {
  const names = new Set(points.map(({ who }) => who));
  return [...names].flatMap((name) => {
    const ofName = points.filter(({ who }) => who === name);
    const panel = panels.find((work) => ofName.some((point) => point.work === work));
    return ofName.filter(({ work }) => work === panel).slice(-1);
  });
}

function draw(points: readonly Point[], panels: readonly string[]): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const names = [...new Set(points.map(({ who }) => who))];
  const colours = names.map((name) => {
    if (name === 'ours') return COLOURS.ours;
    if (name === 'LanceDB') return COLOURS.lance;
    return name === 'better-sqlite3' ? COLOURS.limit : COLOURS.peer;
  });
  const channels = { x: 'items', y: 'milliseconds', stroke: 'who', fx: 'work' };
  const sizes = [...new Set(points.map(({ items }) => items))];
  const figure = Plot.plot({
    document,
    width: PANEL_WIDTH * panels.length + 80,
    height: HEIGHT,
    marginLeft: 60,
    marginTop: 45,
    marginBottom: 45,
    style: { background: 'white', fontFamily: 'sans-serif', fontSize: '12px' },
    x: {
      type: 'log',
      label: 'items in the dataset →',
      labelOffset: 38,
      ticks: sizes,
      tickFormat: '~s',
      inset: 12,
    },
    y: { type: 'log', label: '↑ milliseconds an operation', grid: true, tickFormat: '~g' },
    fx: { domain: panels, label: null, padding: 0.12 },
    color: { domain: names, range: colours },
    marks: [
      Plot.frame({ stroke: '#ccc' }),
      Plot.lineY(points, { ...channels, strokeWidth: 2 }),
      Plot.dot(points, { ...channels, fill: 'who', r: 3 }),
      Plot.text(lastPoints(points, panels), {
        x: 'items',
        y: 'milliseconds',
        fx: 'work',
        text: 'who',
        fill: 'who',
        textAnchor: 'end',
        dx: -2,
        dy: -9,
        stroke: 'white',
        strokeWidth: 4,
      }),
    ],
  });
  figure.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return figure.outerHTML;
}
