// A server in its own process that accepts bulk requests and stores nothing, so that only the work of the client is
// measured.
import { createServer } from 'node:http';

const newline = 10;
const answers = new Map();

const answer = (documents, filtered) => {
  const key = `${documents}${filtered}`;
  if (!answers.has(key)) {
    const item = filtered
      ? { index: { status: 201, result: 'created' } }
      : {
          index: {
            _index: 'null',
            _id: '2014-09-17-000000',
            _version: 1,
            result: 'created',
            _shards: { total: 1, successful: 1, failed: 0 },
            _seq_no: 1,
            _primary_term: 1,
            status: 201,
          },
        };
    answers.set(
      key,
      Buffer.from(JSON.stringify({ took: 1, errors: false, items: Array.from({ length: documents }, () => item) })),
    );
  }
  return answers.get(key);
};

const server = createServer((request, response) => {
  let lines = 0;
  request.on('data', (chunk) => {
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) lines += 1;
  });
  request.on('end', () => {
    const body =
      request.url === '/'
        ? Buffer.from('{"version":{"number":"9.5.3"}}')
        : answer(lines / 2, request.url.includes('filter_path'));
    response.writeHead(200, {
      'content-type': 'application/json',
      'x-elastic-product': 'Elasticsearch',
      'content-length': body.length,
    });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));
process.on('disconnect', () => process.exit());
