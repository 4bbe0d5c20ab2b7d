/** A summary of repeated measurements. */
export type Summary = { median: number; lowerQuartile: number; upperQuartile: number };

/** @throws if there are no samples. */
export function summarize(samples: readonly number[]): Summary {
  return {
    median: quantile(samples, 0.5),
    lowerQuartile: quantile(samples, 0.25),
    upperQuartile: quantile(samples, 0.75),
  };
}

/**
 * The exponent of a power law through points, by least squares of their logarithms: 1 means that time grows in
 * proportion to the work, 2 with its square.
 */
export function exponentOf(points: readonly { size: number; value: number }[]): number {
  const logs = points.map(({ size, value }) => [Math.log(size), Math.log(value)] as const);
  const mean = (axis: 0 | 1) => logs.reduce((sum, point) => sum + point[axis], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const slope = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return slope / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

/** The value that a share of the samples, from 0 to 1, is at most. @throws if there are no samples. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new Error('There are no samples to summarize.');
  return below + (above - below) * (place - Math.floor(place));
}
