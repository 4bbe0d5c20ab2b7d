/** The shortest grace period of sweep on AWS: __tests__/template/sweep.test.ts says what it leaves time for. */
export const SHORTEST_GRACE_SECONDS = 120;
