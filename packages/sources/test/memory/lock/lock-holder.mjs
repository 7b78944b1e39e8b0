// Opens a topic in the directory of its first argument, sends the result, and keeps the topic open unless the second
// argument is `leave`.
import { memoryTopic } from '../../../dist/index.js';

const [directory, then] = process.argv.slice(2);
try {
  const topic = await memoryTopic({ partitions: 1, directory });
  if (then !== 'leave') {
    await topic.send([{ value: process.pid }]);
    // Keep the process running; an open topic alone does not.
    setInterval(() => {}, 1_000);
  }
  // Resolve a package that this process has not imported yet.
  process.send({ opened: true, imports: import.meta.resolve('kafkajs') });
} catch ({ code, holder }) {
  process.send({ code, holder });
  process.disconnect();
}
