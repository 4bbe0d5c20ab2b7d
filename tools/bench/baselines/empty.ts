/** The smallest function that Lambda runs. */
export const handler = async () => ({});
