/** KB (1,000 bytes) that a function's minified bundle may have. More of them take longer to load, at every cold start. */
export const BUNDLE_KILOBYTES = {
  ingest: 290,
  consumer: 250,
  producer: 280,
  sweep: 280,
  report: 245,
} as const;

/** AWS calls that a full batch of ten may take, of orders of which this many are high-value. */
export const CALLS_OF_TEN = {
  ingest: [
    { highValue: 0, calls: 10 },
    { highValue: 2, calls: 11 },
    { highValue: 10, calls: 11 },
  ],
  consumer: [{ highValue: 10, calls: 10 }],
} as const;
