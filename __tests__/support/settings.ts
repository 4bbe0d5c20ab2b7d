/** The shortest grace period of sweep on AWS: __tests__/template/functions.test.ts says what it allows for. */
export const SHORTEST_GRACE_SECONDS = 120;
