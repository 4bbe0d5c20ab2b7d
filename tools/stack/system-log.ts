/**
 * The lines that Lambda itself writes to a function's log (the system log), in its text format.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html
 */
export const systemLog = {
  start: (requestId: string) => `START RequestId: ${requestId} Version: $LATEST\n`,

  end: (requestId: string) => `END RequestId: ${requestId}\n`,

  /** @param usage its `initMs` is 0 unless this was a cold start. */
  report(
    requestId: string,
    usage: { milliseconds: number; initMs: number; memoryMB: number; usedMB: number },
  ) {
    const { milliseconds, initMs, memoryMB, usedMB } = usage;
    const fields = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${milliseconds.toFixed(2)} ms`,
      `Billed Duration: ${Math.ceil(initMs + milliseconds)} ms`,
      `Memory Size: ${memoryMB} MB`,
      `Max Memory Used: ${Math.ceil(usedMB)} MB`,
      ...(initMs === 0 ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
    ];
    return `${fields.join('\t')}\t\n`;
  },

  /** Why an invocation has no answer. */
  fault: (requestId: string, message: string) => `${new Date().toISOString()} ${requestId} ${message}\n`,
};
