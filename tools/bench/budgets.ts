/** KB (1,000 bytes) that a function's minified bundle may have. A larger one takes longer to load at every cold start. */
export const BUNDLE_KILOBYTES = {
  ingest: 290,
  consumer: 250,
  producer: 280,
  sweep: 280,
  report: 245,
} as const;

/** AWS calls that a full batch of ten may take, by how many of its orders are high-value. */
export const CALLS_OF_TEN = {
  ingest: [
    { highValue: 0, calls: 10 },
    { highValue: 2, calls: 11 },
    { highValue: 10, calls: 11 },
  ],
  consumer: [{ highValue: 10, calls: 10 }],
} as const;

type Budget = { atMost: number } | { atLeast: number };

/** The figures of `npm run bench` that have a budget. A ratio compares figures of the same run. */
export const BUDGETS = {
  'load: ingest / both clients alone': { atMost: 0.55 },
  'load: ingest / the usual full set': { atMost: 0.4 },
  'load: consumer / ingest': { atMost: 1 },
  'ingest, KB minified': { atMost: BUNDLE_KILOBYTES.ingest },
  'consumer, KB minified': { atMost: BUNDLE_KILOBYTES.consumer },
  'overhead of ingest, microseconds of CPU an order': { atMost: 60 },
  'overhead of consumer, microseconds of CPU an order': { atMost: 40 },
  'ingest / bare SDK calls, 5 ms a call, 20 % high-value': { atLeast: 0.85 },
  'ingest / bare SDK calls, 5 ms a call, 100 % high-value': { atLeast: 0.85 },
  'ingest / record by record, 5 ms a call, 100 % high-value': { atLeast: 5 },
  'US dollars per million orders at 20 % high-value': { atMost: 2 },
  'growth exponent, end to end': { atMost: 1.05 },
  'growth exponent, ingest alone': { atMost: 1.05 },
  'reload on save, 95 % of saves, ms': { atMost: 400 },
  'orders a second of npm run dev, page followed / closed': { atLeast: 0.9 },
  "ingest's heap, most orders / fewest": { atMost: 1.1 },
} satisfies Record<string, Budget>;

/** What a measurement found for some of the {@link BUDGETS}. */
export type BudgetedFigures = { readonly [Name in keyof typeof BUDGETS]?: number };
