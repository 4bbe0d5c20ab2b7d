import * as v from 'valibot';

export const ISO_8601_WITH_ZONE =
  /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
/** The length of `toISOString` for the years 0000 to 9999. Only these sort as text. */
const UTC_LENGTH = '2025-05-03T12:00:00.000Z'.length;

/** A date and time in ISO 8601 with a zone. The output is UTC with milliseconds, which sorts as text. */
export const timestamp = v.pipe(
  v.string('must be a string'),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const utc = toUtc(dataset.value);
    if (isTime(dataset.value, utc)) return utc;
    addIssue({
      message: 'must be an existing date and time in ISO 8601 with a zone, such as 2025-05-03T12:00:00Z',
    });
    return NEVER;
  }),
);

function isTime(value: string, utc: string): boolean {
  const day = value.slice(0, 'yyyy-mm-dd'.length);
  return (
    ISO_8601_WITH_ZONE.test(value) &&
    // Date turns 30 February into 2 March; an existing day does not change.
    (utc.startsWith(day) || toUtc(`${day}T00:00Z`).startsWith(day)) &&
    utc.length === UTC_LENGTH
  );
}

/** The same time in UTC with milliseconds, or an empty string if it does not exist. */
function toUtc(value: string): string {
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}
