// Called by the shell script `solc` beside this file.
'use strict';

const fs = require('node:fs');
const soljson = require('solc');

if (process.argv.includes('--version')) {
  const version = soljson.version().replace('Emscripten.clang', 'Emscripten/clang');
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${version}`);
} else if (process.argv.includes('--standard-json')) {
  fs.writeFileSync(1, soljson.compile(fs.readFileSync(0, 'utf8')));
} else {
  console.error('solc (npm): only --version and --standard-json are supported');
  process.exitCode = 1;
}
