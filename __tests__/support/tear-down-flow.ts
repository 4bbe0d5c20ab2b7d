export default async function tearDownFlow(): Promise<void> {
  await globalThis.embeddedStack?.stop();
}
