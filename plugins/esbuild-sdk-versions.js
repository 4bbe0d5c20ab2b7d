const { readFileSync } = require('node:fs');

/** Bundles, of the package.json of an SDK client, only the version: the client needs no more of its 2 KB. */
const sdkVersions = {
  name: 'sdk-versions',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk.client-[^/\\]+.package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

module.exports = [sdkVersions];
